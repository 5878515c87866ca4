#!/usr/bin/env node
// The gate: the suites of scripts/gate/suites.mjs.
//
//   node scripts/gate.mjs             those that are run always, and of the heavy ones those of which something changed
//                                     since they passed, else one in turn; within 45 minutes
//   node scripts/gate.mjs NAME ...    these, whatever changed and however long
//   node scripts/gate.mjs --list      what would be run, and why
//
// It stops at the first failure. Exit status: 0 all that was run passed, 1 a suite failed, 2 there is no such suite.
import { spawnSync } from 'node:child_process'
import { knowledgeOf, notePass } from './gate/passed.mjs'
import { planned, whyTooLong } from './gate/plan.mjs'
import { MOST_MINUTES, SUITES } from './gate/suites.mjs'
import { capture, root, SetupError } from './setup/run.mjs'

const args = process.argv.slice(2)
try {
  if (args[0] === '--list') list()
  else process.exitCode = args.length > 0 ? runNamed(args) : runPlanned()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`gate: ${error.message}`)
  process.exitCode = error.exitCode
}

function plan() {
  return planned(SUITES, knowledgeOf, Number(capture('git', ['rev-list', '--count', 'HEAD']) ?? 0))
}

function list() {
  for (const { suite, run, reason } of plan()) {
    console.log(
      `${run ? 'run ' : 'skip'}  ${suite.name.padEnd(10)} ${String(suite.minutes).padStart(3)} min  ${reason}`,
    )
  }
}

function runNamed(names) {
  const suites = names.map((name) => {
    const suite = SUITES.find((suite) => suite.name === name)
    if (suite !== undefined) return { suite, run: true, reason: 'asked for' }
    throw new SetupError(`There is no suite ${name}. There are: ${SUITES.map(({ name }) => name).join(' ')}`, 2)
  })
  return runAll(suites, Number.POSITIVE_INFINITY)
}

function runPlanned() {
  return runAll(plan(), MOST_MINUTES)
}

/** The exit status. */
function runAll(entries, mostMinutes) {
  const started = Date.now()
  const ended = { passed: [], failed: [], skipped: [] }
  for (const { suite, run, reason } of entries) {
    const without = whyNot(suite, run, reason, (Date.now() - started) / 60_000, mostMinutes, ended.failed[0])
    if (without !== undefined) {
      ended.skipped.push(`${suite.name}: ${without}`)
      continue
    }
    ended[runSuite(suite, reason) ? 'passed' : 'failed'].push(suite.name)
  }
  console.log(`\n== left out\n${ended.skipped.join('\n') || 'nothing'}`)
  if (ended.failed.length > 0) console.log(`\n== failed: ${ended.failed.join(', ')}`)
  const { passed, failed, skipped } = ended
  console.log(`\nsuites: ${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`)
  return failed.length > 0 ? 1 : 0
}

/** Why a suite is left out, if so. */
function whyNot(suite, run, reason, usedMinutes, mostMinutes, failed) {
  if (failed !== undefined) return `${failed} failed`
  return run ? whyTooLong(suite, usedMinutes, mostMinutes) : reason
}

function runSuite(suite, reason) {
  const { name, command, env, why } = suite
  console.log(`\n== ${name} (${reason}): ${why}\n$ ${command}`)
  const started = Date.now()
  const [program, ...args] = command.split(' ')
  const options = { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] }
  const { status, signal, error } = spawnSync(program, args, options)
  const seconds = Math.round((Date.now() - started) / 1000)
  const how = status === 0 ? 'passed' : `failed (${error?.message ?? status ?? signal})`
  console.log(`== ${name} ${how} after ${seconds} s`)
  if (status === 0) notePass(suite)
  return status === 0
}
