/**
 * Files that appear whole or not at all.
 */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BpfLinkerError } from '../errors.ts'

let serial = 0

export interface OutputFile {
  file: string
  bytes: string | Uint8Array
}

/** {@link writeFilesWhole} for one. */
export function writeFileWhole(file: string, bytes: string | Uint8Array): void {
  writeFilesWhole([{ file, bytes }])
}

/**
 * Writes temporary files beside `files`, then renames them: a reader sees the
 * old bytes or the new ones, and what can fail has been tried for all before the
 * first is replaced. Synchronous, so that nothing of this process (an exit, a
 * cancelled build) can come between and leave a temporary file. Makes missing
 * folders.
 *
 * @throws BpfLinkerError OUTPUT_NOT_WRITABLE
 */
export function writeFilesWhole(files: readonly OutputFile[]): void {
  const pending: { file: string; temporary: string }[] = []
  let current = ''
  try {
    for (const { file, bytes } of files) {
      current = file
      const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}-${serial++}.tmp`)
      pending.push({ file, temporary })
      mkdirSync(path.dirname(file), { recursive: true })
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
      writeFileSync(temporary, bytes)
    }
    for (const { file, temporary } of pending) {
      current = file
      renameSync(temporary, file)
    }
  } catch (cause) {
    for (const { temporary } of pending) removeQuietly(temporary)
    throw notWritable(current, cause as NodeJS.ErrnoException)
  }
}

/** Whether a file's name is one that {@link writeFileWhole} uses for a moment. */
export function isTemporaryName(name: string): boolean {
  return /^\..+\.\d+-\d+\.tmp$/.test(name)
}

/**
 * Removes files that may not exist.
 * @throws BpfLinkerError OUTPUT_NOT_WRITABLE
 */
export function removeFiles(files: readonly string[]): void {
  for (const file of files) {
    try {
      rmSync(file, { force: true })
    } catch (cause) {
      throw notWritable(file, cause as NodeJS.ErrnoException)
    }
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Its folder is no folder (ENOTDIR), so the file was never made.
  }
}

const REMEDIES: Record<string, string> = {
  EACCES: 'You may not write there: choose another folder (outDir, types), or change the permissions of this one',
  EPERM: 'You may not write there: choose another folder (outDir, types), or change the permissions of this one',
  // Types that are up to date are not written.
  EROFS: 'The file system is read-only: choose another folder (outDir, types), or bring files of types along',
  // What Node says of a new folder on a read-only file system, too.
  ENOENT: 'Its folder is missing and cannot be made there: choose another folder (outDir, types)',
  ENOSPC: 'The disk is full',
  EDQUOT: 'Your disk quota is used up',
  EISDIR: 'A folder of that name stands there: remove it, or choose another name',
  ENOTEMPTY: 'A folder of that name stands there: remove it, or choose another name',
  ENOTDIR: 'A part of its path is a file, where a folder is needed',
  EEXIST: 'A part of its path is a file, where a folder is needed',
  ENAMETOOLONG: 'The name is too long: give the object a shorter one',
}

function notWritable(file: string, cause: NodeJS.ErrnoException): BpfLinkerError {
  const hint = REMEDIES[cause.code ?? '']
  return new BpfLinkerError('OUTPUT_NOT_WRITABLE', `${file} cannot be written: ${cause.code ?? cause.message}`, {
    file,
    ...(hint === undefined ? {} : { hint }),
    cause,
  })
}
