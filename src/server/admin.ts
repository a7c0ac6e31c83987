import { createServer, type Server } from 'node:http';

/** The operator's server, on loopback only: `/healthz`, in lantern-box's words. */
export function createAdmin(liveCount: () => number): Server {
  return createServer((request, response) => {
    const isHealthCheck = request.url === '/healthz' && request.method === 'GET';
    response.writeHead(isHealthCheck ? 200 : 404, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(isHealthCheck ? `ok sessions=${liveCount()}\n` : 'not found\n');
  });
}
