/** Where every name leads: to the watcher, which has all addresses. */
const IPV4 = [198, 51, 100, 77];
const HEADER_BYTES = 12;
const A = 1;
const RESPONSE = 0x8180;
const POINTER_TO_QUESTION = [0xc0, HEADER_BYTES];
const TTL_SECONDS = [0, 0, 0, 0];

/** The name that a DNS query asks for; null where it is none. RFC 1035, 4.1. */
export function nameAskedFor(query: Buffer): string | null {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at]; length; length = query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return query[at] === 0 && labels.length > 0 ? labels.join('.') : null;
}

/** Answers a question for an IPv4 address, and says of other types that there are none. */
export function answerTo(query: Buffer): Buffer {
  const questionEnd = query.indexOf(0, HEADER_BYTES) + 5;
  const question = query.subarray(HEADER_BYTES, questionEnd);
  const isAddress = query.readUInt16BE(questionEnd - 4) === A;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(RESPONSE, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(isAddress ? 1 : 0, 6);
  const record = [...POINTER_TO_QUESTION, 0, A, 0, 1, ...TTL_SECONDS, 0, IPV4.length, ...IPV4];
  return Buffer.concat([header, question, ...(isAddress ? [Buffer.from(record)] : [])]);
}
