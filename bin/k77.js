#!/usr/bin/env node
// Starts k77: looks at the platform and at Node, then hands the process to the built command line. The only file that ends the process.
// Written so that a very old Node can still read it and say what is wrong.
const needed = [22, 22];

function refuse(lines, code) {
  process.stderr.write(`\n  ${lines.join('\n  ')}\n\n`);
  process.exit(code);
}

function leave(code) {
  // Pipes are asynchronous: what was written last must have left before the process does.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

const found = process.versions.node.split('.').map(Number);
if (process.platform === 'win32') {
  refuse(
    [
      'k77 runs on Linux and macOS, and on Windows inside WSL2.',
      '-> https://learn.microsoft.com/windows/wsl/install  then run the same command there',
    ],
    6,
  );
} else if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  refuse(
    [
      `k77 needs Node ${needed.join('.')} or newer; this is ${process.versions.node}.`,
      '-> https://nodejs.org/en/download (or with nvm: nvm install 24)',
    ],
    6,
  );
} else {
  // A reader that closes the pipe (k77 … | head) is not an error.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 70));
  // The first Ctrl-C is k77's own business; the second one ends it at once.
  let interrupts = 0;
  process.on('SIGINT', () => {
    if (++interrupts > 1) process.exit(130);
  });
  import('../dist/main.js').then(
    ({ main }) => main(process).then(leave),
    (error) => {
      if (error && error.code === 'ERR_MODULE_NOT_FOUND') refuse(['k77 is not built yet.', '-> npm install  (or: npm run build)'], 70);
      throw error;
    },
  );
}
