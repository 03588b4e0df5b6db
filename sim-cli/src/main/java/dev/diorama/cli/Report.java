package dev.diorama.cli;

import dev.diorama.core.json.Json;
import org.apiguardian.api.API;

/**
 * What a run found.
 *
 * @param text for people, lines of at most 100 columns
 * @param json for programs, the same figures
 * @param asExpected false when something that must fail did not, or the other way round
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Report(String text, Json.Obj json, boolean asExpected) {}
