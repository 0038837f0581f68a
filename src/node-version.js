// Plain JavaScript, so that it runs on any Node and can say what is missing before a .ts file fails to parse.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const supported = (major === 22 && minor >= 19) || major === 24 || major >= 26;

if (!supported) {
  console.error(
    `Node ${process.versions.node} cannot run this project: it needs Node 22.19 or newer in the 22 line, 24, or 26 and newer.\n` +
      'On Linux x64 "npm ci" brings Node 24 along as an optional dependency; it is not there, so that download was skipped.\n' +
      'Run "npm ci" again, or install Node 24.',
  );
  process.exit(1);
}
