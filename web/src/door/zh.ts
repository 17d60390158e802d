import app from '@/messages/zh/app.json'
import catalogue from '@/messages/zh/catalogue.json'
import errors from '@/messages/zh/errors.json'
import map from '@/messages/zh/map.json'
import report from '@/messages/zh/report.json'
import resident from '@/messages/zh/resident.json'
import time from '@/messages/zh/time.json'

export const messages = { app, catalogue, errors, map, report, resident, time }
