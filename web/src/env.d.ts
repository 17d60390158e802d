/// <reference types="vite/client" />

declare module '*.sass' {}

/** Another one when the shapes of the API's answers are others than they were. */
declare const __SHAPE__: string
