// A peer on the TLS of Node.js, which is OpenSSL's. Reads its orders from standard input, as one JSON object:
//
//   connect, or listen   the port to dial, or 0 to listen
//   key, certificate     PEM
//   links                how many links, one after the other
//   patience             the longest time, in milliseconds, before it closes a link in order
//   tls                  options of Node.js that replace those below
//
// On each link it sends a frame, waits for a random time, closes in order, and reads on until the other side has ended the link too.
// Prints one line a link: the group and the bytes received, or the error. If it listens, the first line is "listening PORT".

import { readFileSync } from 'node:fs';
import tls from 'node:tls';

const orders = JSON.parse(readFileSync(0, 'utf8'));
const credentials = {
  key: orders.key,
  cert: orders.certificate,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.3',
  ecdhCurve: 'X25519MLKEM768',
  ...orders.tls,
};
const HAVE = Buffer.from([0, 0, 0, 4, 0x68, 0x61, 0x76, 0x65]);

// A timer has milliseconds, which is coarse here. The close is never in the same turn as a write: Node.js then leaves out its close_notify.
function closeAfter(milliseconds, socket) {
  const time = performance.now() + milliseconds;
  const look = () => (performance.now() < time ? setImmediate(look) : socket.end());
  setImmediate(look);
}

function serve(socket, done) {
  let received = 0;
  let failure;
  socket.on('data', (data) => (received += data.length));
  socket.on('error', (error) => (failure ??= error.code ?? error.message));
  socket.on('close', () => done(failure ?? `closed ${received}`));
  socket.write(HAVE);
  closeAfter(Math.random() * orders.patience, socket);
}

let left = orders.links;
function report(line) {
  console.log(line);
  left--;
}

if (orders.listen === undefined) {
  const next = () => {
    const socket = tls.connect({ ...credentials, host: '127.0.0.1', port: orders.connect });
    let served = false;
    socket.once('secureConnect', () => {
      served = true;
      serve(socket, (line) => {
        report(line);
        if (left > 0) next();
      });
    });
    socket.on('error', (error) => {
      if (!served) report(`no link: ${error.code ?? error.message}`);
    });
  };
  next();
} else {
  const server = tls.createServer({ ...credentials, requestCert: true }, (socket) =>
    serve(socket, (line) => {
      report(line);
      if (left === 0) server.close();
    }),
  );
  server.listen(orders.listen, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
}
