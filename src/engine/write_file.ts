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
  EACCES: 'choose another folder (outDir, types), or change the permissions of this one: you may not write there',
  EPERM: 'choose another folder (outDir, types), or change the permissions of this one: you may not write there',
  // Types that are up to date are not written.
  EROFS: 'choose another folder (outDir, types), or bring files of types along: the file system is read-only',
  // What Node says of a new folder on a read-only file system, too.
  ENOENT: 'choose another folder (outDir, types): this one is missing and cannot be made there',
  ENOSPC: 'make room: the disk is full',
  EDQUOT: 'make room: your disk quota is used up',
  EISDIR: 'remove the folder of that name, or choose another name',
  ENOTEMPTY: 'remove the folder of that name, or choose another name',
  ENOTDIR: 'choose another path: a part of this one is a file, where a folder is needed',
  EEXIST: 'choose another path: a part of this one is a file, where a folder is needed',
  ENAMETOOLONG: 'give the object a shorter name',
}

function notWritable(file: string, cause: NodeJS.ErrnoException): BpfLinkerError {
  const hint = REMEDIES[cause.code ?? '']
  return new BpfLinkerError('OUTPUT_NOT_WRITABLE', `${file} cannot be written: ${cause.code ?? cause.message}`, {
    file,
    ...(hint === undefined ? {} : { hint }),
    cause,
  })
}
