/** One call after the other: what is being written down, sending it, and what came of it. */

import { reactive, ref, shallowRef } from 'vue'

import * as api from '@/api'
import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import type { Submitted } from '@/api/types'
import { i18n } from '@/language'
import { useOnce } from '@/once'

import { blank, body, missing, remember, type Call } from './form'

export interface Registered {
  answer: Submitted
  call: Call
}

// Of the window, not of the page: whoever looks something up in the middle of a call finds it as it was.
const call = reactive<Call>(blank())
const registered = shallowRef<Registered | null>(null)
const lacking = ref<string[]>([])
const problem = ref('')
const faults = ref<Readonly<Record<string, string>>>({})
const busy = ref(false)
const { keyOf, over } = useOnce()

/** A photo goes up once, however often the rest is sent. */
const ids = new WeakMap<Blob, string>()
async function uploaded(photos: readonly Blob[]): Promise<string[]> {
  for (const photo of photos) {
    if (!ids.has(photo)) ids.set(photo, (await api.uploadPhoto(photo)).id)
  }
  return photos.map((photo) => ids.get(photo) ?? '')
}

/** Registers it. Whatever goes wrong, what was typed stays, and the same key goes with it until something changes. */
async function send(): Promise<boolean> {
  lacking.value = missing(call)
  problem.value = ''
  faults.value = {}
  if (lacking.value.length || busy.value) return false
  busy.value = true
  try {
    const wanted = body(call, await uploaded(call.photos))
    const answer = await api.report(wanted, keyOf(wanted))
    remember(call.source)
    // Of who called nothing is kept, not even here, once the server has it.
    registered.value = { answer, call: { ...call, place: { ...call.place }, name: '', phone: '' } }
    over()
    Object.assign(call, blank())
    return true
  } catch (error) {
    problem.value = explain(error)
    faults.value = error instanceof Refusal ? error.fields : {}
    return false
  } finally {
    busy.value = false
  }
}

function next(): void {
  registered.value = null
  lacking.value = []
  problem.value = ''
  faults.value = {}
}

function clear(): void {
  Object.assign(call, blank())
  over()
  next()
}

/** It was filled in. */
function touch(name: string): void {
  lacking.value = lacking.value.filter((each) => each !== name)
}

/** What is said of a field that has to be filled in and is not. */
const needed = (name: string, label: string) =>
  lacking.value.includes(name) ? i18n.global.t('moves.needed', { label }) : ''

/** What the API says about a field: it names it by its path, as `location.address`. */
function fault(...names: string[]): string {
  const path = Object.keys(faults.value).find((each) =>
    names.some((name) => each === name || each.startsWith(`${name}.`)),
  )
  return path ? (faults.value[path] ?? '') : ''
}

export function useRegister() {
  return { call, registered, lacking, problem, faults, busy, send, next, clear, touch, needed, fault }
}
