// The only script of the house. Every page is complete without it; with it a
// page follows its event stream, counts down by the server's clock, and keeps a
// form in place when the network breaks in the middle of sending.
//
// The stream: each message carries the new content of <main> (or <main> itself);
// "ping" says that nothing changed, "reload" that the page is to be asked anew.
// A server that says neither for 45 seconds is taken for lost.
import morphdom from './morphdom.js'

const d = document, root = d.documentElement
const $ = (css, from = d) => from.querySelector(css)
const attr = (el, name) => el.getAttribute(name)
const digits = s => attr(root, 'data-nu') == 'arab' ? s.replace(/\d/g, n => '٠١٢٣٤٥٦٧٨٩'[n]) : s

// --- morphing ---------------------------------------------------------------

// A control keeps what the reader did to it, as long as it belongs to the same
// form: a choice must never slip from one question to the next.
const touched = el => el == d.activeElement || el.files?.length ||
  (el.options ? [...el.options].some(o => o.selected != o.defaultSelected)
    : /radio|checkbox/.test(el.type) ? el.checked != el.defaultChecked
      : el.name == 'once' ? el.value : el.value != el.defaultValue)
const formOf = el => el.form && attr(el.form, 'id')

function morph(from, to, answer) {
  const focus = d.activeElement
  morphdom(from, to, {
    childrenOnly: from.tagName == 'MAIN',
    onBeforeElUpdated(a, b) {
      if (a.isEqualNode(b) && answer === undefined || a.id == 'state') return false
      if (answer) return a.type != 'file'
      if (a.ariaBusy == 'true' || 'refused' in a.dataset) return false
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(a.tagName) && formOf(a) == formOf(b) && touched(a)) return false
      if (a.tagName == 'DETAILS') b.open = a.open
      return !(a.dataset.until && a.dataset.until == b.dataset.until)
    },
    onBeforeNodeDiscarded: n => answer || !n.matches?.('[data-said], [data-errors]'),
  })
  if (focus != d.activeElement && focus.isConnected) focus.focus({ preventScroll: true })
  ready()
}

// Forms that came by the stream have no key yet. It begins with the moment, as
// the server's do: keys that begin alike lie beside each other.
function ready() {
  for (const i of d.querySelectorAll('[name=once]')) {
    if (!i.value) i.value = Date.now().toString(16).padStart(12, 0) + [...crypto.getRandomValues(new Uint8Array(10))].map(b => b.toString(16).padStart(2, 0)).join('')
  }
  tick()
}

// --- time -------------------------------------------------------------------

// The first byte of the page came with the server's clock; on a slow link the
// rest came seconds later.
const nav = performance.getEntriesByType?.('navigation')[0]
const skew = Date.parse(d.body.dataset.now) - performance.timeOrigin - (nav?.responseStart || 0) || 0
const two = n => String(n).padStart(2, 0)
let seen = Date.now(), state = ''

function tick() {
  for (const t of d.querySelectorAll('[data-until]')) {
    const s = Math.max(0, Math.ceil((Date.parse(t.dataset.until) - Date.now() - skew) / 1e3))
    const text = digits((s < 3600 ? '' : (s / 3600 | 0) + ':') + two((s / 60 | 0) % 60) + ':' + two(s % 60))
    if (t.textContent != text) t.textContent = text
  }
  const p = $('#state')
  if (!p || !state) return
  if (p.dataset.state != state) {
    p.dataset.state = state
    p.textContent = p.dataset[state] + ' '
    // The age changes every second: it is not to be read aloud each time.
    p.append(d.createElement('span'))
    p.lastChild.ariaHidden = 'true'
  }
  const age = (Date.now() - seen) / 1e3 | 0, f = new Intl.RelativeTimeFormat(root.lang + '-u-nu-' + attr(root, 'data-nu'), { numeric: 'auto' })
  p.lastChild.textContent = (age < 60 ? f.format(-age, 'second') : f.format(-(age / 60 | 0), 'minute')) + '.'
}

// --- the stream -------------------------------------------------------------

let es, again = 1e3, timer

function show(s) { state = navigator.onLine === false ? 'off' : s; tick() }

function open() {
  clearTimeout(timer)
  es?.close()
  const url = $('main').dataset.live
  if (!url || d.hidden) return
  es = new EventSource(url)
  const alive = () => { seen = Date.now(); again = 1e3; show('on') }
  es.onopen = alive
  es.addEventListener('ping', alive)
  es.addEventListener('reload', () => setTimeout(() => location.reload(), 2e3))
  es.onmessage = e => {
    alive()
    const page = new DOMParser().parseFromString(e.data, 'text/html')
    morph($('main'), $('main', page) || page.body)
  }
  es.onerror = () => {
    show('wait')
    if (es.readyState == 2) timer = setTimeout(open, again = Math.min(again * 2, 3e4))
  }
}

d.addEventListener('visibilitychange', open)
addEventListener('online', open)
addEventListener('offline', () => show('off'))
setInterval(() => {
  tick()
  if (es?.readyState == 1 && Date.now() - seen > 45e3) { show('wait'); seen = Date.now(); open() }
}, 1e3)

// --- sending ----------------------------------------------------------------

// A form is sent from where it stands. Whatever happens on the way it stays, with
// its words and its key, and may be sent again.
const drafts = f => 'draft ' + location.pathname + ' ' + attr(f, 'id')

function say(f, text) {
  $('[data-said]', f)?.remove()
  if (!text) return
  const p = d.createElement('p')
  p.className = 'notice no'
  p.dataset.said = 1
  p.id = attr(f, 'id') + '-said'
  p.role = 'alert'
  p.textContent = text
  f.append(p)
}

async function send(f, button) {
  const body = new FormData(f), multi = attr(f, 'enctype'), words = $('main').dataset
  if (button?.name) body.append(button.name, button.value)
  say(f)
  f.ariaBusy = 'true'
  const late = multi || setTimeout(() => { f.ariaBusy = null; say(f, words.late) }, 2e4)
  try {
    const r = await fetch(attr(f, 'action') || location.href, { method: 'POST', body: multi ? body : new URLSearchParams(body) })
    const page = new DOMParser().parseFromString(await r.text(), 'text/html'), main = $('main', page)
    if (r.status > 499) {
      say(f, $('.notice', page)?.textContent || words.failed)
    } else if (!main || page.documentElement.lang != root.lang || page.documentElement.className != root.className) {
      location.href = r.url
    } else {
      if (r.ok) keep(s => s.removeItem(drafts(f)))
      if (r.url != here) history.pushState(null, '', r.url)
      here = bare()
      d.title = page.title
      f.ariaBusy = null
      morph(d.body, page.body, true)
      const to = $('[data-errors]') || $('main .notice') || $('h1') || $('main')
      to.tabIndex = -1
      to.focus()
      open()
    }
  } catch {
    say(f, words.failed)
  }
  clearTimeout(late)
  f.ariaBusy = null
}

d.addEventListener('submit', e => {
  const f = e.target
  if (attr(f, 'id') == 'signout') keep(s => s.clear())
  if (attr(f, 'method') != 'post' || 'native' in f.dataset) return
  e.preventDefault()
  if (f.ariaBusy != 'true') send(f, e.submitter)
})
// Steps within a page (#field) are history too, and must not reload it.
const bare = () => location.href.split('#')[0]
let here = bare()
addEventListener('popstate', () => bare() == here || location.reload())
addEventListener('pageshow', e => e.persisted && open())

// --- drafts -----------------------------------------------------------------

// Typed lines outlive a reload of the tab, and nothing else does: no choice, no
// code, nothing of a form that asks for silence, and nothing after signing out.
// Storage may be forbidden.
const keep = use => { try { return use(sessionStorage) } catch { } }
const lines = f => [...f.elements].filter(i => /^(text|search|textarea)$/.test(i.type) && !/^(off|one-time-code)$/.test(attr(i, 'autocomplete')))

d.addEventListener('input', e => {
  const f = e.target.form
  if (f && attr(f, 'method') == 'post' && f.dataset.draft != 'off') {
    keep(s => s.setItem(drafts(f), JSON.stringify(lines(f).map(i => [i.name, i.value]))))
  }
})
for (const f of d.querySelectorAll('form[method=post]')) {
  const old = f.dataset.draft != 'off' && keep(s => JSON.parse(s.getItem(drafts(f))))
  for (const i of old ? lines(f) : []) {
    const was = old.find(x => x[0] == i.name)
    if (was && !i.defaultValue) i.value = was[1]
  }
}

// --- what is left -----------------------------------------------------------

const print_ = $('[data-print]')
if (print_) {
  const b = d.createElement('button')
  b.className = 'btn go'
  b.textContent = print_.dataset.print
  b.onclick = () => print()
  print_.append(' ', b)
}
d.addEventListener('click', e => {
  for (const m of d.querySelectorAll('.menu[open]')) if (!m.contains(e.target)) m.open = false
})
ready()
open()
