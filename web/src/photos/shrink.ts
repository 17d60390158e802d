/** Photos as they are sent: no larger than a screen shows, so that a bad line carries them. */

/** Pixels of the longer edge: enough to read a number plate of a lamp post, a tenth of what a phone takes. */
const EDGE = 2048
const QUALITY = 0.82
/** What is this small, and of a kind that the server takes, goes as it is. */
const SMALL = 400 * 1024
const TAKEN = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** The photo as it is sent; null where the device cannot read it. What shrinking would only enlarge stays as it was. */
export async function shrink(file: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (!picture) return null
  const share = Math.min(1, EDGE / Math.max(picture.width, picture.height))
  const taken = TAKEN.has(file.type)
  if (share === 1 && taken && file.size <= SMALL) {
    picture.close()
    return file
  }
  const drawn = await draw(picture, Math.round(picture.width * share), Math.round(picture.height * share))
  return drawn && (drawn.size < file.size || !taken) ? drawn : file
}

async function draw(picture: ImageBitmap, width: number, height: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, width)
  canvas.height = Math.max(1, height)
  const pen = canvas.getContext('2d')
  if (pen) {
    pen.fillStyle = 'white' // a JPEG has no clear parts
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.imageSmoothingQuality = 'high'
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  }
  picture.close()
  return pen && new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
}
