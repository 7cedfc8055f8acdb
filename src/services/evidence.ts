/** S3 with Object Lock, as the evidence is kept in it: written once, never over. */
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

/** One key with all that ever happened to it. */
export interface Kept {
  key: string;
  /** The oldest: what was written first is what counts. */
  versionId: string;
  /** More than one is somebody's doing: nothing of ours writes over anything. */
  versions: number;
  /** Hidden by a delete marker; the version itself is there. */
  hidden: boolean;
}

export interface Evidence {
  /** False when there is something under that key already; it stays as it is. */
  putNew(key: string, body: string): Promise<boolean>;
  /** What was written first; undefined when nothing ever was. */
  get(key: string, versionId?: string): Promise<string | undefined>;
  /** By key, ascending. */
  list(prefix: string): AsyncIterable<Kept>;
}

function isCode(error: unknown, ...names: string[]): boolean {
  return error instanceof S3ServiceException && names.includes(error.name);
}

interface Version {
  Key?: string | undefined;
  VersionId?: string | undefined;
}

/** Versions of one page come newest first under each key. */
function merged(page: ListObjectVersionsCommandOutput, into: Map<string, Kept>): void {
  const note = ({ Key: key = '', VersionId: versionId = '' }: Version, isMarker: boolean) => {
    const known = into.get(key) ?? { key, versionId: '', versions: 0, hidden: false };
    into.set(key, isMarker ? { ...known, hidden: true } : { ...known, versionId, versions: known.versions + 1 });
  };
  for (const each of page.Versions ?? []) note(each, false);
  for (const each of page.DeleteMarkers ?? []) note(each, true);
}

/** `client` is made at the first use: most functions never keep evidence. */
export function createEvidence(client: () => S3Client, bucket: string | undefined): Evidence | undefined {
  if (!bucket) return undefined;
  let made: S3Client | undefined;
  const s3 = (): S3Client => {
    made ??= client();
    return made;
  };
  return {
    async putNew(key, body) {
      const ContentType = key.endsWith('.json') ? 'application/json' : 'application/x-ndjson';
      try {
        // A checksum is what Object Lock asks of every write.
        await s3().send(
          new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }),
        );
        return true;
      } catch (error) {
        // A conflict is another run writing the same at this moment.
        if (isCode(error, 'PreconditionFailed', 'ConditionalRequestConflict')) return false;
        throw error;
      }
    },
    async get(key, versionId) {
      try {
        const { Body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) }));
        return await Body?.transformToString();
      } catch (error) {
        if (isCode(error, 'NoSuchKey', 'NoSuchVersion')) return undefined;
        throw error;
      }
    },
    async *list(prefix) {
      let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
      let open = new Map<string, Kept>();
      while (markers) {
        const page: ListObjectVersionsCommandOutput = await s3().send(
          new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...markers }),
        );
        merged(page, open);
        const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
        markers = IsTruncated && KeyMarker ? { KeyMarker, ...(VersionIdMarker && { VersionIdMarker }) } : undefined;
        // Versions of the key at the page's end may go on upon the next one.
        const rest = markers && KeyMarker ? open.get(KeyMarker) : undefined;
        if (rest) open.delete(rest.key);
        yield* [...open.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
        open = new Map(rest ? [[rest.key, rest]] : []);
      }
    },
  };
}
