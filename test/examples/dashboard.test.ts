/** The page of examples/vite-dashboard in a real browser: built, and in Vite's dev server while its sources change. */
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { createServer, preview } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inspect } from '../../src/index.ts'
import { buildCommand } from '../support/command.ts'
import { launch, withoutBrowser } from './browser.ts'
import { copyExample, type Example } from './example.ts'

const reason = withoutBrowser()

describe.skipIf(reason !== undefined)(
  `vite-dashboard${reason === undefined ? '' : `: skipped, since ${reason}`}`,
  () => {
    let example: Example
    let browser: Browser
    let page: Page
    /** What the page complained of. */
    let complaints: string[]

    beforeAll(buildCommand)
    beforeAll(async () => {
      example = copyExample('vite-dashboard')
      browser = await launch()
    })
    afterAll(async () => {
      await browser?.close()
      example.remove()
    })
    beforeEach(async () => {
      page = await browser.newPage()
      complaints = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    })
    afterEach(() => page.close())

    async function cells(table: string): Promise<string[][]> {
      const rows = await page.locator(`${table} tbody tr`).all()
      return Promise.all(rows.map((row) => row.locator('td').allTextContents()))
    }
    const traffic = '[id="traffic.linux-6.12"]'

    test('shows programs, maps and requirements, and hands out the objects', async () => {
      await example.npm('build')
      const server = await preview({
        root: example.folder,
        logLevel: 'silent',
        preview: { host: '127.0.0.1', port: 0 },
      })
      try {
        await page.goto(`http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}/`)
        const articles = await page.locator('article h2').allTextContents()
        expect(articles).toEqual(['traffic.linux-5.4', 'traffic.linux-6.12', 'opens'])
        expect(await cells(`${traffic} .programs`)).toEqual([
          ['incoming', 'tc', expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+\.\d+$/)],
          ['outgoing', 'tc', expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+\.\d+$/)],
        ])
        expect(await cells(`${traffic} .maps`)).toContainEqual(['traffic', 'BPF_MAP_TYPE_LRU_HASH', '2', '16', '1024'])
        expect(await cells('#opens .requirements')).toContainEqual([
          'on_openat',
          '5.8',
          expect.stringContaining('BPF_MAP_TYPE_RINGBUF'),
          expect.stringMatching(/opens\.bpf\.c:\d+$/),
        ])
        expect(await page.locator('#opens .facts').textContent()).toContain('built for linux-5.10: Linux 5.8 and later')

        const [download] = await Promise.all([page.waitForEvent('download'), page.click(`${traffic} a`)])
        expect(download.suggestedFilename()).toBe('traffic.linux-6.12.bpf.o')
        const { programs } = await inspect(await download.path())
        expect(programs.map(({ name }) => name)).toEqual(['incoming', 'outgoing'])
        expect(complaints).toEqual([])
      } finally {
        await server.close()
      }
    })

    test('follows its sources in the dev server, and shows a C error in the overlay', async () => {
      const server = await createServer({
        root: example.folder,
        logLevel: 'silent',
        cacheDir: example.at('.vite'),
        server: { host: '127.0.0.1', port: 0 },
      })
      try {
        await server.listen()
        await page.goto(server.resolvedUrls?.local[0] ?? '')
        const entries = page.locator(`${traffic} .maps tbody tr`).first().locator('td').last()
        expect(await entries.textContent()).toBe('1024')

        const header = example.read('bpf/limits.h')
        example.write('bpf/limits.h', header.replace('1024', '2048'))
        await expect.poll(() => entries.textContent()).toBe('2048')

        example.write('bpf/limits.h', header.replace('#define MAX_PORTS 1024', 'static int ports = MAX_PROTS;'))
        const overlay = page.locator('vite-error-overlay')
        await overlay.waitFor({ state: 'attached' })
        const shown = await overlay.evaluate((element) => element.shadowRoot?.textContent)
        expect(shown).toContain("use of undeclared identifier 'MAX_PROTS'")
        expect(shown).toContain('bpf/limits.h:4:20')
        expect(shown).toContain('4 | static int ports = MAX_PROTS;')
        expect(shown).toContain('^~~~~~~~~')
        expect(shown).toContain('included from here')
        expect(shown).not.toMatch(/\n\s+at .*:\d+:\d+/)

        example.write('bpf/limits.h', header.replace('1024', '4096'))
        await expect.poll(() => entries.textContent()).toBe('4096')
        expect(await overlay.count()).toBe(0)
      } finally {
        await server.close()
      }
    })

    test('has the right types', () => example.npm('check'))
  },
)
