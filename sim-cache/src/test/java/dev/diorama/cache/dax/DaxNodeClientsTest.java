package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * AWS's own clients for JavaScript against our clusters, where Node and they are at hand.
 *
 * <p>Tests do not install anything: {@code DIORAMA_DAX_NODE_MODULES} names the folder {@code
 * node_modules} in which {@code npm install amazon-dax-client aws-sdk @amazon-dax-sdk/lib-dax} has
 * put them.
 */
@Timeout(value = 100, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaxNodeClientsTest extends WireFixture {
  @ParameterizedTest
  @CsvSource({
    "v1.js,amazon-dax-client,false",
    "v1.js,amazon-dax-client,true",
    "v3.js,@amazon-dax-sdk/lib-dax,false",
    "v3.js,@amazon-dax-sdk/lib-dax,true"
  })
  void everyOperation(String script, String client, boolean tls) throws Exception {
    String modules = System.getenv("DIORAMA_DAX_NODE_MODULES");
    assumeTrue(
        modules != null && Files.isDirectory(Path.of(modules, client)),
        "SKIPPED: DIORAMA_DAX_NODE_MODULES names no node_modules with " + client);
    table("Things", "S", "N");
    openWire();
    cluster("todos", "dax.r5.large", null, 1, tls);
    URI url = wire.url("us-east-1", "todos");
    assertThat(url.getScheme()).isEqualTo(tls ? "daxs" : "dax");
    assertThat(run(script, url, modules)).contains("all is well");
    assertThat(counted("TotalRequestCount")).isGreaterThan(8);
    assertThat(counted("ItemCacheHits")).isPositive();
  }

  private String run(String script, URI url, String modules)
      throws IOException, InterruptedException {
    Path file = folder.resolve(script);
    try (InputStream in = DaxNodeClientsTest.class.getResourceAsStream("/dax/" + script)) {
      assertThat(in).isNotNull();
      Files.write(file, in.readAllBytes());
    }
    ProcessBuilder builder =
        new ProcessBuilder("node", file.toString(), url.toString()).redirectErrorStream(true);
    builder.environment().put("NODE_PATH", modules);
    builder.environment().put("NODE_EXTRA_CA_CERTS", ca().certificateFile().toString());
    Process node = builder.start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    node.waitFor();
    return said;
  }
}
