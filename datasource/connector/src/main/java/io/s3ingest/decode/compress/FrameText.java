package io.s3ingest.decode.compress;

/** The text of frames, one after the other. */
abstract class FrameText extends BulkInput {
  /** Returns where the frame begins that the last byte was of. */
  abstract long frame();
}
