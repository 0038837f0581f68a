import fc from 'fast-check';

// The first counterexample kills a mutant; a smaller one takes long to find, and nobody reads it.
fc.configureGlobal({ endOnFailure: true });
