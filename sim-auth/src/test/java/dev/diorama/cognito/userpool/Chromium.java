package dev.diorama.cognito.userpool;

import dev.diorama.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real browser without a window, driven over its DevTools protocol by the JDK's WebSocket. */
final class Chromium implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Process process;
  private final WebSocket socket;
  private final LinkedBlockingQueue<Json> messages;
  private int number;

  private Chromium(Process process, WebSocket socket, LinkedBlockingQueue<Json> messages) {
    this.process = process;
    this.socket = socket;
    this.messages = messages;
  }

  /** Where a browser is on this machine, if there is one. */
  static Optional<Path> installed() {
    return List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium start(Path program, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (line != null && !line.startsWith("DevTools listening on ")) {
      line = output.readLine();
    }
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("the browser did not start");
    }
    URI browser = URI.create(line.substring("DevTools listening on ".length()).strip());
    HttpClient client = HttpClient.newHttpClient();
    String page =
        client
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + browser.getPort() + "/json/new"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    LinkedBlockingQueue<Json> messages = new LinkedBlockingQueue<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(Json.parse(page).text("webSocketDebuggerUrl").orElseThrow()),
                new Listener(messages))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Chromium chromium = new Chromium(process, socket, messages);
    chromium.call("Page.enable", Json.empty());
    return chromium;
  }

  private static final class Listener implements WebSocket.Listener {
    private final LinkedBlockingQueue<Json> messages;
    private final StringBuilder text = new StringBuilder();

    Listener(LinkedBlockingQueue<Json> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(Json.parse(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return java.util.concurrent.CompletableFuture.completedFuture(null);
    }
  }

  private Json await(java.util.function.Predicate<Json> wanted) throws Exception {
    while (true) {
      Json message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("the browser did not answer in " + PATIENCE_SECONDS + " s");
      }
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  private Json call(String method, Json.Obj parameters) throws Exception {
    int id = ++number;
    socket
        .sendText(
            Json.object()
                .put("id", id)
                .put("method", method)
                .put("params", parameters)
                .build()
                .write(),
            true)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return await(message -> message.text("id").orElse("").equals(Integer.toString(id)))
        .get("result")
        .orElse(Json.nil());
  }

  /** Runs an expression of the page's own language and returns its value as text. */
  String run(String expression) throws Exception {
    return call(
            "Runtime.evaluate",
            Json.object().put("expression", expression).put("returnByValue", true).build())
        .at("result", "value")
        .flatMap(Json::text)
        .orElse("");
  }

  void open(String address) throws Exception {
    call("Page.navigate", Json.object().put("url", address).build());
    loaded();
  }

  /** Sends the page's form by its button, and waits for what comes. */
  void press(String selector) throws Exception {
    run("document.querySelector('" + selector + "').click()");
    loaded();
  }

  void type(String id, String text) throws Exception {
    run("document.getElementById('" + id + "').value='" + text + "'");
  }

  private void loaded() throws Exception {
    await(message -> message.text("method").orElse("").equals("Page.loadEventFired"));
  }

  /** Shows the page in the light or the dark scheme. */
  void scheme(String name) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        (Json.Obj)
            Json.parse(
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + name + "\"}]}"));
  }

  byte[] picture() throws Exception {
    return Base64.getDecoder()
        .decode(
            call("Page.captureScreenshot", Json.object().put("format", "png").build())
                .text("data")
                .orElseThrow());
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      for (ProcessHandle child : children) {
        child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the browser does not end", e);
    }
  }
}
