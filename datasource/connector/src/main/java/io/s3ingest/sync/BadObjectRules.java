package io.s3ingest.sync;

import io.s3ingest.error.Blame;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.options.BadObjectPolicy;
import io.s3ingest.options.ConfigOption;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.sync.ObjectProblem.Outcome;
import java.util.Map;

/** What a sync does with an object that cannot be read as it was listed. */
record BadObjectRules(
    BadObjectPolicy onMissing, BadObjectPolicy onChanged, BadObjectPolicy onCorrupt) {

  /** Reads what the options of the source say; where they say nothing, no object ends a sync. */
  static BadObjectRules of(Map<String, String> source) {
    OptionSet set = OptionSet.of(source, S3IngestOptions.ALL, OptionSet.Unknown.IGNORE);
    return new BadObjectRules(
        policy(set, S3IngestOptions.ON_MISSING, BadObjectPolicy.SKIP),
        policy(set, S3IngestOptions.ON_CHANGED, BadObjectPolicy.SKIP),
        policy(set, S3IngestOptions.ON_CORRUPT, BadObjectPolicy.QUARANTINE));
  }

  private static BadObjectPolicy policy(
      OptionSet set, ConfigOption<BadObjectPolicy> option, BadObjectPolicy otherwise) {
    return set.has(option) ? set.get(option) : otherwise;
  }

  /** Returns what the object counts as; null if the sync is to fail. */
  Outcome outcome(String condition) {
    for (ErrorCondition known : ErrorCondition.values()) {
      if (known.publicName().equals(condition)) {
        return outcome(known);
      }
    }
    return null;
  }

  private Outcome outcome(ErrorCondition condition) {
    return switch (condition) {
      case OBJECT_NOT_FOUND -> outcome(onMissing, Outcome.MISSING);
      case OBJECT_CHANGED -> outcome(onChanged, Outcome.CHANGED);
      case OBJECT_ARCHIVED -> Outcome.ARCHIVED;
      // What is neither the object's nor its writer's fault is the store's or ours.
      default -> condition.blame() == Blame.USER ? outcome(onCorrupt, Outcome.CORRUPT) : null;
    };
  }

  private static Outcome outcome(BadObjectPolicy policy, Outcome skipped) {
    return switch (policy) {
      case FAIL -> null;
      case SKIP -> skipped;
      case QUARANTINE -> Outcome.QUARANTINED;
    };
  }
}
