import fc from 'fast-check';

// A change that survives runs every test that reaches it. The first counterexample kills one; a smaller one nobody would read.
fc.configureGlobal({ endOnFailure: true, numRuns: 30 });
