import app from '@/messages/en/app.json'
import catalogue from '@/messages/en/catalogue.json'
import errors from '@/messages/en/errors.json'
import map from '@/messages/en/map.json'
import report from '@/messages/en/report.json'
import resident from '@/messages/en/resident.json'
import time from '@/messages/en/time.json'

export const messages = { app, catalogue, errors, map, report, resident, time }
