/** A posted form as its boxes: every value of a name, in order; files aside. */
export interface FormBody {
  text(name: string): string
  all(name: string): string[]
  file(name: string): File | null
  has(name: string): boolean
}

/** Reads `application/x-www-form-urlencoded` and multipart bodies. Anything else is an empty form, which the API then refuses by field. */
export async function readForm(request: Request): Promise<FormBody> {
  const type = request.headers.get('content-type') ?? ''
  const form = /^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type) ? await request.formData().catch(() => new FormData()) : new FormData()
  const texts = (name: string) => form.getAll(name).filter((value): value is string => typeof value === 'string')
  return {
    text: (name) => texts(name)[0] ?? '',
    all: texts,
    file: (name) => {
      const value = form.get(name)
      return value instanceof File && value.size > 0 ? value : null
    },
    has: (name) => form.has(name),
  }
}
