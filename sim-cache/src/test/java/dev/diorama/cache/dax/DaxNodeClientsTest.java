package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS's own clients for JavaScript against our clusters, where Node and they are at hand. */
@Timeout(value = 160, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaxNodeClientsTest extends WireFixture {
  private static final NodeModules MODULES = new NodeModules();

  @ParameterizedTest
  @CsvSource({
    "v1.js,amazon-dax-client,false",
    "v1.js,amazon-dax-client,true",
    "v3.js,@amazon-dax-sdk/lib-dax,false",
    "v3.js,@amazon-dax-sdk/lib-dax,true"
  })
  void everyOperation(String script, String client, boolean tls) throws Exception {
    Optional<Path> modules = MODULES.with(client);
    if (modules.isEmpty()) {
      String why = "SKIPPED: " + script + " against " + client + ": " + MODULES.missing();
      // Said where a build shows it too: an assumption alone is a mere number there.
      System.getLogger(DaxNodeClientsTest.class.getName()).log(System.Logger.Level.WARNING, why);
      abort(why);
    }
    table("Things", "S", "N");
    openWire();
    cluster("todos", "dax.r5.large", null, 1, tls);
    URI url = wire.url("us-east-1", "todos");
    assertThat(url.getScheme()).isEqualTo(tls ? "daxs" : "dax");
    assertThat(run(script, url, modules.orElseThrow())).contains("all is well");
    assertThat(counted("TotalRequestCount")).isGreaterThan(8);
    assertThat(counted("ItemCacheHits")).isPositive();
  }

  private String run(String script, URI url, Path modules)
      throws IOException, InterruptedException {
    Path file = folder.resolve(script);
    try (InputStream in = DaxNodeClientsTest.class.getResourceAsStream("/dax/" + script)) {
      assertThat(in).isNotNull();
      Files.write(file, in.readAllBytes());
    }
    ProcessBuilder builder =
        new ProcessBuilder("node", file.toString(), url.toString()).redirectErrorStream(true);
    builder.environment().put("NODE_PATH", modules.toString());
    builder.environment().put("NODE_EXTRA_CA_CERTS", ca().certificateFile().toString());
    Process node = builder.start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    node.waitFor();
    return said;
  }
}
