package dev.diorama.scenarios.run;

import dev.diorama.Diorama;
import dev.diorama.core.place.City;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * Somebody's HTTP client, in some city.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Browser implements AutoCloseable {
  /** What was answered. */
  @SuppressWarnings("ArrayRecordComponent") // Read, never compared.
  public record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The first value of a header, however its name is written. */
    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .flatMap(header -> header.getValue().stream())
          .findFirst();
    }
  }

  private final SdkHttpClient http;
  private final City city;

  /** A client in that city. */
  public Browser(Diorama diorama, City city) {
    this.http = diorama.httpClient();
    this.city = city;
  }

  /** Where it is. */
  public City city() {
    return city;
  }

  /** Fetches a page. */
  public Answer get(String url) {
    return send("GET", url, Map.of(), null);
  }

  /** Sends JSON. */
  public Answer post(String url, String json) {
    return send(
        "POST",
        url,
        Map.of("Content-Type", "application/json"),
        json.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes any request; its answer is returned whatever the status. */
  public Answer send(
      String method, String url, Map<String, String> headers, byte @Nullable [] body) {
    SdkHttpFullRequest.Builder request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.fromValue(method))
            .uri(URI.create(url))
            .putHeader(City.HEADER, city.name());
    headers.forEach(request::putHeader);
    HttpExecuteRequest.Builder execute = HttpExecuteRequest.builder();
    if (body != null) {
      request.putHeader("Content-Length", Integer.toString(body.length));
      request.contentStreamProvider(() -> new ByteArrayInputStream(body));
      execute.contentStreamProvider(() -> new ByteArrayInputStream(body));
    }
    try {
      HttpExecuteResponse response =
          http.prepareRequest(execute.request(request.build()).build()).call();
      byte[] answer =
          response.responseBody().isPresent()
              ? response.responseBody().get().readAllBytes()
              : new byte[0];
      return new Answer(
          response.httpResponse().statusCode(), response.httpResponse().headers(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
