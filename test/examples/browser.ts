/** A real browser, without a window: Debian's, which the set-up installs where it can. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** Undefined where there is none. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file))
}

/** Why tests of pages are skipped; undefined where they run. The gate sets BPF_LINKER_NEEDS_BROWSER: there they fail. */
export function withoutBrowser(): string | undefined {
  if (findBrowser() !== undefined || process.env.BPF_LINKER_NEEDS_BROWSER) return undefined
  return `none of ${NAMES.join(', ')} is installed`
}

export function launch(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === undefined)
    throw new Error(`BPF_LINKER_NEEDS_BROWSER is set, and none of ${NAMES.join(', ')} is installed`)
  // Chromium's sandbox does not start for root, nor in most containers. It opens our own pages and no others.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}
