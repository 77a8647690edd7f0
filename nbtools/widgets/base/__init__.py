"""What all explorers are made of: life, parameters, controls, canvas, exports."""
