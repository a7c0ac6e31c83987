import { describe, expect, test } from 'vitest';
import { isPublicAddress, unmapAddress } from '../../src/server/builtin/address-policy.ts';

describe('public', () => {
  test.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.0',
    '2606:4700:4700::1111',
    '2a00:1450:4001::1',
    '::ffff:1.1.1.1',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(true));
});

describe('not public', () => {
  test.each([
    ['this host', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT, Alibaba metadata', '100.100.100.200'],
    ['loopback', '127.0.0.1'],
    ['link-local, most metadata services', '169.254.169.254'],
    ['IETF, Oracle metadata', '192.0.0.192'],
    ['documentation', '192.0.2.1'],
    ['6to4 relay', '192.88.99.1'],
    ['benchmarking', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['Azure metadata', '168.63.129.16'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped private', '::ffff:a00:1'],
    ['mapped metadata', '::ffff:168.63.129.16'],
    ['IPv4-compatible loopback', '::127.0.0.1'],
    ['NAT64 of loopback', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['Teredo', '2001:0:53aa:64c::1'],
    ['unique local, AWS metadata', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['discard', '100::1'],
    ['segment routing', '5f00::1'],
    ['not handed out', '4000::1'],
    ['a zone', '2606:4700::1%lo'],
    ['not an address', 'example.org'],
    ['nothing', ''],
  ])('%s: %s', (_what, address) => expect(isPublicAddress(address)).toBe(false));
});

test('a mapped address is dialled as the IPv4 address it is', () => {
  expect(unmapAddress('::ffff:93.184.216.34')).toBe('93.184.216.34');
  expect(unmapAddress('::ffff:7f00:1')).toBe('127.0.0.1');
  expect(unmapAddress('2606:4700::1111')).toBe('2606:4700::1111');
});
