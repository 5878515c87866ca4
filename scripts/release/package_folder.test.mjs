import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lockedFiles, unpackWithoutDpkg } from './package_folder.mjs'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-package-folder-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a package is found by its hash, whatever its file is called, and another one is not taken for it', () => {
  const packages = join(folder, 'packages')
  mkdirSync(packages)
  writeFileSync(join(packages, 'a.deb'), 'one')
  writeFileSync(join(packages, 'b.deb'), 'two')
  const sha256 = createHash('sha256').update('two').digest('hex')
  expect(lockedFiles(packages, [{ name: 'libbpf-dev', version: '1', sha256 }])).toEqual([join(packages, 'b.deb')])
  const other = { name: 'libbpf-dev', version: '2', sha256: '0'.repeat(64) }
  expect(() => lockedFiles(packages, [other])).toThrow('has no libbpf-dev 2 with the SHA-256 of the lock file, 0000')
})

test('a package that dpkg made is unpacked without it', () => {
  const content = join(folder, 'content')
  mkdirSync(join(content, 'DEBIAN'), { recursive: true })
  mkdirSync(join(content, 'usr/include'), { recursive: true })
  writeFileSync(
    join(content, 'DEBIAN/control'),
    'Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n',
  )
  writeFileSync(join(content, 'usr/include/x.h'), '#define X\n')
  const file = join(folder, 'x.deb')
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', content, file], { stdio: 'ignore' })
  const into = join(folder, 'into')
  mkdirSync(into)
  unpackWithoutDpkg(file, into)
  expect(readFileSync(join(into, 'usr/include/x.h'), 'utf8')).toBe('#define X\n')
})
