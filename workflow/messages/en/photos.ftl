# Photos: what is wrong with one that is uploaded, and what the command says of the media folder.

problem-not-an-image = A picture is needed
detail-not-an-image = Please send the picture itself, with Content-Type: image/jpeg, image/png or image/webp.
problem-photo-too-large = The photo is too large
detail-photo-too-large = A photo may have at most { $most } MB. Nothing was stored.
problem-cut-off = Cut off
detail-cut-off = The connection ended before everything was sent. Nothing was stored.
problem-too-slow = Too slow
detail-too-slow = What you were sending had not arrived within { $seconds } seconds. Nothing was stored; please send it again where the connection is better.
problem-too-many-uploads = Too many uploads at once
detail-too-many-uploads = You are uploading { $most } photos already; please wait until one of them is done. Of this one nothing was stored.
problem-uploads-waiting = Many photos are being uploaded
detail-uploads-waiting = The server has as many photos in hand as it can hold. Nothing was stored; please try again shortly. A report can be sent without photos.
problem-no-room = Photos cannot be stored now
detail-no-room = The server cannot write to its photo folder. Nothing was stored; please try again later. A report can be sent without photos.

input-photo-empty = The file is empty.
input-not-a-photo = This is no photo: JPEG, PNG and WebP are taken.
input-photo-truncated = The photo is cut off; please send it again.
input-photo-damaged = The photo is damaged and cannot be read.
input-photo-exif-damaged = What the camera wrote into the photo (EXIF) is damaged, so it cannot be told which way up it is.
input-photo-and-more = Something else stands behind the photo in this file; please send the photo alone.
input-photo-animated = Moving pictures are not taken; please send a still one.
input-photo-too-many-pixels = The photo has too many pixels: at most { $most } million.
input-photo-too-many-scans = The photo is built up in too many passes (a progressive JPEG): at most { $most }. Please save it again as an ordinary photo and send that.
input-photo-too-long = An edge of the photo is too long: at most { $most } pixels.
input-photo-too-many-unused = You have uploaded { $most } photos that no report or step names. Please name them first, or wait a day.

doctor-media-well = Photos can be stored in { $media }.
doctor-media-ill = Photos cannot be stored in { $media }: it belongs to another user, or the disk is full. Set GRIDWARD_MEDIA to a folder that can be written to.
doctor-space-well = { $free } GB are free for photos.
doctor-space-ill = Only { $free } GB are free for photos; make room soon.
