import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A UDP server on loopback for the time of one test. */
export async function startUdpServer(
  onDatagram: (payload: Buffer, sender: RemoteInfo, socket: Socket) => void,
): Promise<{ port: number; socket: Socket }> {
  const socket = createSocket('udp4');
  socket.on('message', (payload, sender) => onDatagram(payload, sender, socket));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { port: socket.address().port, socket };
}

export const startUdpEcho = () =>
  startUdpServer((payload, { port, address }, socket) => socket.send(payload, port, address));

/** Answers every DNS query for one A record with 192.0.2.53 (RFC 1035, section 4). */
export const startDnsServer = () =>
  startUdpServer((query, { port, address }, socket) => {
    const questionEnd = query.indexOf(0, 12) + 5;
    const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 53]);
    const answer = Buffer.concat([header, query.subarray(12, questionEnd), record]);
    socket.send(answer, port, address);
  });
