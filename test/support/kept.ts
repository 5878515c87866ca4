/**
 * What tests need, is costly to make and is the same in every clone (a tool chain, unpacked sources) is made once for the
 * user: CI has a new clone each time.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder } from '../../scripts/setup/cache_folder.mjs'

const links = path.resolve(import.meta.dirname, '../../.cache')
/** After so long, what was made for another version goes: who needs it still makes it again. */
const KEPT_DAYS = 60

/**
 * `.cache/NAME`, a link to the folder that `make` filled, here or in another clone.
 * @param version What it is made of, in words: of another version it is made anew
 */
export function kept(name: string, version: string, make: (folder: string) => void): string {
  const link = path.join(links, name)
  if (existsSync(link)) return link
  const hash = createHash('sha256').update(version).digest('hex').slice(0, 12)
  const folder = path.join(cacheFolder(), `${name}-${hash}`)
  removeOthers(folder, name)
  makeWhole(folder, make)
  mkdirSync(links, { recursive: true })
  const temporary = path.join(links, `.${name}-${process.pid}`)
  symlinkSync(folder, temporary)
  renameSync(temporary, link)
  return link
}

/** Makes a folder beside its place and renames it, so that a run that was ended leaves no half of it. */
export function makeWhole(folder: string, make: (folder: string) => void): void {
  if (existsSync(folder)) return
  mkdirSync(path.dirname(folder), { recursive: true })
  const temporary = mkdtempSync(path.join(path.dirname(folder), `.${path.basename(folder)}-`))
  try {
    make(temporary)
    renameSync(temporary, folder)
  } catch (error) {
    // Where another process was faster, its folder is as good.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function removeOthers(folder: string, name: string): void {
  if (!existsSync(cacheFolder())) return
  for (const other of readdirSync(cacheFolder())) {
    const file = path.join(cacheFolder(), other)
    if (file === folder || !new RegExp(`^${name}-[0-9a-f]{12}$`).test(other)) continue
    if (Date.now() - statSync(file).mtimeMs > KEPT_DAYS * 86_400_000) rmSync(file, { recursive: true, force: true })
  }
}
