// The page side of a widget whose explorer has another one that brings it.

export default () => once.promise;
