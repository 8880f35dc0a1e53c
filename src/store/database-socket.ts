/** Sockets that notice when the other end has gone silent, which TCP itself may not for a quarter of an hour. */
import { Socket } from 'node:net';

/**
 * A socket for pg's `stream` setting that breaks once nothing was sent or received for `silenceMs`. The
 * driver's own `query_timeout` only fails the query: the connection would go back to the pool with that query
 * still under way, and every later user would wait behind it.
 */
export function openWatchedSocket(silenceMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs, () => {
    const error = new Error(`the database server has been silent for ${silenceMs} ms`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
  return socket;
}
