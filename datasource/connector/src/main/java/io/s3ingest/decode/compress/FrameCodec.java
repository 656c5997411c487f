package io.s3ingest.decode.compress;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.InputStream;

/** A compression whose frames are inflated without those before them. */
interface FrameCodec extends Codec {
  /** Opens the text of frames; the first one begins with the first byte. */
  @Override
  FrameText open(InputStream in, Stored stored);

  /** Returns whether it is worth the while to look for frames behind the first one. */
  boolean mayHaveSeveral(ObjectStore store, ObjectRef object);

  /** Returns how many stored bytes {@link #mayBegin} looks at. */
  int beginBytes();

  /** Returns whether these bytes look like the beginning of a frame, seldom without one. */
  boolean mayBegin(byte[] bytes, int at);

  /** Returns how many bytes of the next frame it takes to tell where one ends. */
  int overhang();
}
