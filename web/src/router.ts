import { nextTick } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'

import { heedBack, layered } from './frame/layers'
import { wholly } from './language'
import { home, keeper, known, person } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** For anybody, signed in or not. */
    open?: boolean
    /** One thing to be done to its end: on a phone without the places at the bottom. */
    alone?: boolean
    /** Opened first on a phone: says nothing beyond the words that come with the beginning. */
    first?: boolean
    /** For who keeps the city; anybody else comes to `/centre`, which tells them so. */
    kept?: boolean
  }
}

heedBack()

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'queue', component: () => import('./pages/QueuePage.vue') },
    {
      path: '/incidents/:which',
      name: 'incident',
      component: () => import('./pages/IncidentPage.vue'),
      props: true,
    },
    { path: '/meetings', name: 'meetings', component: () => import('./pages/MeetingsPage.vue') },
    {
      path: '/meetings/:which',
      name: 'meeting',
      component: () => import('./pages/MeetingPage.vue'),
      props: true,
    },
    {
      path: '/street',
      name: 'street',
      component: () => import('./pages/StreetPage.vue'),
      meta: { first: true },
    },
    {
      path: '/report',
      name: 'report',
      component: () => import('./pages/ReportPage.vue'),
      meta: { alone: true },
    },
    { path: '/mine', name: 'mine', component: () => import('./pages/MinePage.vue') },
    { path: '/outbox', name: 'outbox', component: () => import('./pages/OutboxPage.vue') },
    { path: '/handle', name: 'handle', component: () => import('./pages/HandlePage.vue') },
    { path: '/intake', name: 'intake', component: () => import('./pages/IntakePage.vue') },
    { path: '/orders', name: 'orders', component: () => import('./pages/OrdersPage.vue') },
    { path: '/suggestions', name: 'suggestions', component: () => import('./pages/SuggestionsPage.vue') },
    { path: '/duty', name: 'duty', component: () => import('./pages/DutyPage.vue') },
    { path: '/centre', name: 'centre', component: () => import('./pages/CentrePage.vue') },
    {
      path: '/centre/people',
      name: 'people',
      component: () => import('./pages/PeoplePage.vue'),
      meta: { kept: true },
    },
    {
      path: '/centre/people/:which',
      name: 'person',
      component: () => import('./pages/PersonPage.vue'),
      props: true,
      meta: { kept: true },
    },
    { path: '/chart', name: 'chart', component: () => import('./pages/ChartPage.vue') },
    { path: '/patrols', name: 'patrols', component: () => import('./pages/PatrolsPage.vue') },
    {
      path: '/patrols/plan',
      name: 'patrol-plan',
      component: () => import('./pages/PatrolPlanPage.vue'),
    },
    {
      path: '/patrols/list',
      name: 'patrol-list',
      component: () => import('./pages/PatrolListPage.vue'),
    },
    { path: '/patrols/spots', name: 'spots', component: () => import('./pages/SpotsPage.vue') },
    { path: '/bulletins', name: 'bulletins', component: () => import('./pages/BulletinsPage.vue') },
    {
      path: '/bulletins/:which',
      name: 'bulletin',
      component: () => import('./pages/BulletinPage.vue'),
      props: true,
    },
    {
      path: '/board/indicators',
      name: 'indicators',
      component: () => import('./pages/IndicatorsPage.vue'),
    },
    {
      path: '/board/indicators/cases',
      name: 'indicator-cases',
      component: () => import('./pages/IndicatorCasesPage.vue'),
    },
    { path: '/board/patterns', name: 'patterns', component: () => import('./pages/PatternsPage.vue') },
    { path: '/my-figures', name: 'my-figures', component: () => import('./pages/MyFiguresPage.vue') },
    { path: '/board/cases', name: 'board-cases', component: () => import('./pages/BoardCasesPage.vue') },
    {
      path: '/board/:place?',
      name: 'board',
      component: () => import('./pages/BoardPage.vue'),
      props: true,
    },
    {
      path: '/centre/units',
      name: 'units',
      component: () => import('./pages/UnitsPage.vue'),
      meta: { kept: true },
    },
    {
      path: '/centre/territory',
      name: 'territory',
      component: () => import('./pages/TerritoryPage.vue'),
      meta: { kept: true },
    },
    {
      path: '/centre/rosters',
      name: 'rosters',
      component: () => import('./pages/RostersPage.vue'),
      meta: { kept: true },
    },
    {
      path: '/centre/dead-letters',
      name: 'dead-letters',
      component: () => import('./pages/DeadLettersPage.vue'),
      meta: { kept: true },
    },
    {
      path: '/centre/jobs',
      name: 'jobs',
      component: () => import('./pages/JobsPage.vue'),
      meta: { kept: true },
    },
    {
      path: '/centre/audit',
      name: 'audit',
      component: () => import('./pages/AuditPage.vue'),
      meta: { kept: true },
    },
    { path: '/centre/calendar', name: 'calendar', component: () => import('./pages/CalendarPage.vue') },
    { path: '/inspections', name: 'inspections', component: () => import('./pages/InspectionsPage.vue') },
    {
      path: '/centre/motions/:which?',
      name: 'motions',
      component: () => import('./pages/MotionsPage.vue'),
      props: true,
    },
    { path: '/profile', name: 'profile', component: () => import('./pages/ProfilePage.vue') },
    { path: '/help/:topic?', name: 'help', component: () => import('./pages/HelpPage.vue'), props: true },
    {
      path: '/set-up',
      name: 'set-up',
      component: () => import('./pages/SetUpPage.vue'),
      meta: { open: true },
    },
    {
      path: '/join',
      name: 'join',
      component: () => import('./pages/JoinPage.vue'),
      meta: { open: true },
    },
    {
      path: '/centre/rules/:part?/:which?',
      name: 'rules',
      component: () => import('./pages/RulesPage.vue'),
      props: true,
    },
    { path: '/tour', name: 'tour', component: () => import('./pages/TourPage.vue'), meta: { open: true } },
    { path: '/notices', name: 'notices', component: () => import('./pages/NoticesPage.vue') },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('./pages/SignInPage.vue'),
      meta: { open: true, first: true },
    },
    {
      path: '/:rest(.*)*',
      name: 'nowhere',
      component: () => import('./pages/NowherePage.vue'),
      meta: { open: true },
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
layered(router)

router.beforeEach(async (to) => {
  await known()
  if (to.name === 'sign-in' && person.value) return { path: '/' }
  if (to.name === 'queue' && person.value && !('queue' in to.query) && home() !== '/') return home()
  if (to.meta.kept && person.value && !keeper.value) return '/centre'
  if (!to.meta.open && !person.value)
    return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
  if (!to.meta.first) await wholly()
  return true
})

// A new page is announced by its heading, and the keyboard goes on from there.
router.afterEach(async (to, from) => {
  if (!from.name || to.path === from.path) return
  await nextTick()
  if (document.activeElement !== document.body) return
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
})
