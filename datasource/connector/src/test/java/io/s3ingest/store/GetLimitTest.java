package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GetLimitTest {
  @BeforeAll
  static void waitForSlowMachines() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  @Test
  void makesAnotherThreadWaitForAFreePlace() throws Exception {
    GetLimit limit = new GetLimit(1);
    GetLimit.Permit first = limit.take();
    CompletableFuture<GetLimit.Permit> second = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                second.complete(limit.take());
              } catch (InterruptedException e) {
                second.completeExceptionally(e);
              }
            });
    waiter.start();
    Awaitility.await().until(() -> waiter.getState() == Thread.State.WAITING);
    assertThat(second).isNotDone();

    first.giveBack();

    assertThat(second).succeedsWithin(Duration.ofMinutes(1));
    assertThat(limit.free()).isZero();
    second.get().giveBack();
    second.get().giveBack();
    assertThat(limit.free()).isEqualTo(1);
  }

  @Test
  void neverMakesAThreadWaitForItself() throws InterruptedException, ExecutionException {
    GetLimit limit = new GetLimit(1);
    GetLimit.Permit first = limit.take();
    GetLimit.Permit nested = limit.take();
    nested.giveBack();
    assertThat(limit.free()).isZero();
    first.giveBack();
    assertThat(limit.free()).isEqualTo(1);
  }

  @Test
  void minusOneIsNoLimit() throws InterruptedException {
    GetLimit limit = new GetLimit(-1);
    for (int i = 0; i < 1000; i++) {
      limit.take();
    }
    assertThat(limit.free()).isEqualTo(Integer.MAX_VALUE);
  }
}
