import { expect, test } from 'vitest'
import { cycloneDx, debianComponent } from './sbom.mjs'
import { readLock } from './sysroot.mjs'

test('every part is named with its version and its hash, and nothing differs from one run to the next', () => {
  const components = readLock().x64.sysroot.map((each) => debianComponent(each, 'x64'))
  const facts = { name: '@bpf-linker/linux-x64', version: '1.2.3', components }
  const list = cycloneDx(facts)
  expect(list).toEqual(cycloneDx(facts))
  expect(list.bomFormat).toBe('CycloneDX')
  expect(list.components).toHaveLength(components.length)
  const llvm = list.components.find(({ name }) => name === 'llvm-23-dev')
  expect(llvm.purl).toMatch(/^pkg:deb\/debian\/llvm-23-dev@1%3A23\.\d+\.\d+-\d+\?arch=amd64$/)
  expect(llvm.hashes).toEqual([{ alg: 'SHA-256', content: expect.stringMatching(/^[0-9a-f]{64}$/) }])
})
