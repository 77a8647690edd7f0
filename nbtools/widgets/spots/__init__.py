"""SpotExplorer: local maxima and the sums in a disk around each."""
