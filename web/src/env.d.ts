/// <reference types="vite/client" />

declare module '*.sass' {}
