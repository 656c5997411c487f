package io.s3ingest.embedded;

import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Binds every port to this machine: the server asks nobody for a key. */
final class LoopbackOnly implements BeanPostProcessor {
  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof Connector connector) {
      connector.setProperty("address", "127.0.0.1");
    }
    return bean;
  }
}
