import { describe, expect, test } from 'vitest'
import { coarseNetwork, networkOf, sourceAddress } from '../../../src/platform/http/source.ts'

describe('the address a request comes from', () => {
  test.each([
    ['is the socket’s where there is no proxy of ours', '203.0.113.7', '1.2.3.4', 0, '203.0.113.7'],
    ['is what our one proxy saw', '10.0.0.1', '1.2.3.4, 203.0.113.7', 1, '203.0.113.7'],
    ['is what the outer of two saw', '10.0.0.1', '6.6.6.6, 203.0.113.7, 10.0.0.2', 2, '203.0.113.7'],
    ['is the socket’s where a proxy said less than it should', '10.0.0.1', '', 1, '10.0.0.1'],
    ['is the socket’s where a proxy wrote no address', '10.0.0.1', 'unknown', 1, '10.0.0.1'],
    ['is IPv4 also where it is mapped', '::ffff:203.0.113.7', null, 0, '203.0.113.7'],
    ['loses its zone', 'fe80::1%eth0', null, 0, 'fe80::1'],
    ['is nothing where nothing is known', undefined, '1.2.3.4', 0, null],
  ])('%s', (_, remote, forwarded, proxies, address) => {
    expect(sourceAddress(remote, forwarded, proxies)).toBe(address)
  })

  test.each([
    ['203.0.113.7', '203.0.113.7', '203.0.113.*'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::', '2001:db8:1:*'],
    ['2001:db8::1', '2001:db8:0:0::', '2001:db8:0:*'],
    ['2001:0db8:0000:0002::9', '2001:db8:0:2::', '2001:db8:0:*'],
    ['::1', '0:0:0:0::', '::1'],
  ])('%s is of the network %s and shown as %s', (address, network, shown) => {
    expect([networkOf(address), coarseNetwork(address)]).toEqual([network, shown])
  })
})
