import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPublicAddress } from '../../src/deliveries/address.ts'
import { judgeTarget } from '../../src/deliveries/model.ts'

const why = (url: string, allow: readonly string[] = []) => {
  const judged = judgeTarget(url, allow)
  return judged.ok ? 'taken' : judged.why
}

describe('a target', () => {
  test.each([
    'https://hooks.bank.example/suixin',
    'https://hooks.bank.example:8443/a?b=c',
    'https://8.8.8.8/',
    'https://hooks.bank.example:1024/',
    'https://hooks.bank.example:443/',
    'https://168.63.129.15/',
    'https://168.63.129.17/',
    'https://172.15.255.255/',
    'https://172.32.0.1/',
    'https://[2606:4700::1111]/',
    'https://银行.example/',
    'https://8.8.8.8.nip.io/',
    'https://v1.2.3.bank.example/',
    'https://2026-11-23.bank.example/',
    'https://256.0.0.1.bank.example/',
  ])('%s is taken', (url) => {
    expect(why(url)).toBe('taken')
  })

  test.each([
    ['https://127.0.0.1/', 'private_address'],
    ['https://127.1/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['https://0x7f000001/', 'private_address'],
    ['https://0x7f.0.0.1/', 'private_address'],
    ['https://0177.0.0.1/', 'private_address'],
    ['https://017700000001/', 'private_address'],
    ['https://１２７.0.0.1/', 'private_address'],
    ['https://127.0.0.1./', 'private_address'],
    ['https://%31%32%37.0.0.1/', 'private_address'],
    ['https://0/', 'private_address'],
    ['https://0.0.0.0/', 'private_address'],
    ['https://10.0.0.1/', 'private_address'],
    ['https://10.255.255.255/', 'private_address'],
    ['https://100.64.0.1/', 'private_address'],
    ['https://100.127.255.255/', 'private_address'],
    ['https://169.254.169.254/latest/meta-data/', 'private_address'],
    ['https://0xa9fea9fe/', 'private_address'],
    ['https://168.63.129.16/', 'private_address'],
    ['https://0xa83f8110/', 'private_address'],
    ['https://100.100.100.200/', 'private_address'],
    ['https://172.16.0.1/', 'private_address'],
    ['https://172.31.255.255/', 'private_address'],
    ['https://192.168.0.1/', 'private_address'],
    ['https://192.0.0.192/', 'private_address'],
    ['https://198.18.0.1/', 'private_address'],
    ['https://224.0.0.1/', 'private_address'],
    ['https://255.255.255.255/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::]/', 'private_address'],
    ['https://[0:0:0:0:0:0:0:1]/', 'private_address'],
    ['https://[::ffff:168.63.129.16]/', 'private_address'],
    ['https://[::ffff:127.0.0.1]/', 'private_address'],
    ['https://[::ffff:7f00:1]/', 'private_address'],
    ['https://[::ffff:8.8.8.8]/', 'private_address'],
    ['https://[::127.0.0.1]/', 'private_address'],
    ['https://[64:ff9b::7f00:1]/', 'private_address'],
    ['https://[2002:7f00:1::]/', 'private_address'],
    ['https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/', 'private_address'],
    ['https://[fe80::1]/', 'private_address'],
    ['https://[fc00::1]/', 'private_address'],
    ['https://[fd00:ec2::254]/', 'private_address'],
    ['https://[ff02::1]/', 'private_address'],
    ['https://hooks.bank.example:25/', 'reserved_port'],
    ['https://hooks.bank.example:80/', 'reserved_port'],
    ['https://hooks.bank.example:1023/', 'reserved_port'],
    ['https://hooks.bank.example:0/', 'reserved_port'],
    ['https://localhost/', 'private_name'],
    ['https://LOCALHOST./', 'private_name'],
    ['https://a.localhost/', 'private_name'],
    ['https://metadata/', 'private_name'],
    ['https://metadata.google.internal/', 'private_name'],
    ['https://printer.local/', 'private_name'],
    ['https://127.0.0.1.nip.io/', 'private_name'],
    ['https://app.10-0-0-1.sslip.io/', 'private_name'],
    ['https://8.127.0.0.1.nip.io/', 'private_name'],
    ['https://169-254-169-254.nip.io/', 'private_name'],
    ['https://db.bank.lan/', 'private_name'],
    ['http://hooks.bank.example/', 'not_https'],
    ['ftp://hooks.bank.example/', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['javascript:alert(1)', 'not_https'],
    ['https://user@hooks.bank.example/', 'credentials'],
    ['https://hooks.bank.example@127.0.0.1/', 'credentials'],
    ['https://hooks.bank.example/#x', 'fragment'],
    ['hooks.bank.example', 'unreadable'],
    ['https://[fe80::1%25eth0]/', 'unreadable'],
    ['https://256.1.1.1/', 'unreadable'],
    [`https://a.example/${'x'.repeat(1_000)}`, 'unreadable'],
  ])('%s is refused', (url, flaw) => {
    expect(why(url)).toBe(flaw)
  })

  test('in the allow-list is taken at that port alone, without TLS too', () => {
    const allow = ['127.0.0.1:9000', 'localhost:9001', '::1:9002', 'hooks.bank.example:80']
    expect(why('http://hooks.bank.example/', allow)).toBe('taken')
    expect(why('http://127.0.0.1:9000/', allow)).toBe('taken')
    expect(why('http://localhost:9001/', allow)).toBe('taken')
    expect(why('https://[::1]:9002/', allow)).toBe('taken')
    expect(why('http://127.0.0.1:9001/', allow)).toBe('not_https')
    expect(why('https://127.0.0.1:9001/', allow)).toBe('private_address')
    expect(why('http://u@127.0.0.1:9000/', allow)).toBe('credentials')
  })
})

describe('an address', () => {
  test('of version 4 that is wrapped in one of version 6 is never public, however it is written', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::', '64:ff9b::'), (four, prefix) => {
        expect(isPublicAddress(`${prefix}${four}`)).toBe(false)
      }),
    )
  })
  test('of version 6 is public only between 2000:: and 3fff::', () => {
    fc.assert(
      fc.property(fc.ipV6(), (six) => {
        const [first = ''] = six.split(':')
        if (!/^[23][0-9a-f]{3}$/i.test(first)) expect(isPublicAddress(six)).toBe(false)
      }),
    )
  })
  test.each([
    ['2001:200::1', true],
    ['2001:1ff:ffff::1', false],
    ['2001:db7::1', true],
    ['2001:db8::1', false],
    ['168.63.129.16', false],
    ['100.63.255.255', true],
    ['100.128.0.0', true],
    ['223.255.255.255', true],
    ['1.2.3', false],
    ['::1::', false],
    ['1:2:3:4:5:6:7', false],
    ['2606::1%eth0', false],
    ['', false],
  ])('%s is public: %s', (text, is) => {
    expect(isPublicAddress(text)).toBe(is)
  })
})
