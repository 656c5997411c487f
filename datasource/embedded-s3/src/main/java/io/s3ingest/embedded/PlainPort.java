package io.s3ingest.embedded;

import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Binds the plain port to this machine, since the server asks nobody for a key, and lets it take
 * keys with a backslash, which are legal in S3.
 */
final class PlainPort implements BeanPostProcessor {
  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof Connector connector) {
      connector.setProperty("address", "127.0.0.1");
      connector.setAllowBackslash(true);
    }
    return bean;
  }
}
