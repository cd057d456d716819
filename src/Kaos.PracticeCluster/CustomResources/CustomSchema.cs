using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.CustomResources;

// A structural schema: what it does not name is dropped, what breaks it is refused in the server's words.
internal static class CustomSchema
{
    // Applied: what the client says, before it is merged into what is there.
    public static void Prune(ResourceType type, JsonObject item, bool strict, bool applied)
    {
        if (type.Definition.Map("schema", "openAPIV3Schema") is not { } schema)
        {
            return;
        }

        var unknown = new List<string>();
        Prune(item, schema, "", unknown, root: true);
        if (applied && unknown.Count > 0)
        {
            throw new ApiFailure(500, "",
                $"failed to create typed patch object ({item.Text("metadata", "namespace")}/{item.Text("metadata", "name")}; "
                + $"{type.ApiVersion}, Kind={type.Kind}): .{unknown[0]}: field not declared in schema", null);
        }

        if (strict && unknown.Count > 0)
        {
            throw ApiFailure.BadRequest(
                $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: "
                + $"strict decoding error: {string.Join(", ", unknown.Select(path => $"unknown field \"{path}\""))}");
        }
    }

    public static void Check(ResourceType type, JsonObject item)
    {
        if (type.Definition.Map("schema", "openAPIV3Schema") is { } schema
            && Trouble(item, schema, "").ToList() is { Count: > 0 } troubles)
        {
            throw ApiFailure.Invalid(type, item.Text("metadata", "name"), troubles);
        }
    }

    private static void Prune(JsonObject item, JsonObject schema, string path, List<string> unknown, bool root = false)
    {
        if (schema.Flag("x-kubernetes-preserve-unknown-fields") || schema.Has("additionalProperties"))
        {
            return;
        }

        foreach (var (key, value) in item.ToList())
        {
            var here = path.Length == 0 ? key : $"{path}.{key}";
            if (root && key is "apiVersion" or "kind" or "metadata")
            {
                continue;
            }

            if (schema.Map("properties", key) is not { } known)
            {
                item.Remove(key);
                unknown.Add(here);
            }
            else if (value is JsonObject inner)
            {
                Prune(inner, known, here, unknown);
            }
            else if (value is JsonArray list && known.Map("items") is { } each)
            {
                foreach (var one in list.OfType<JsonObject>())
                {
                    Prune(one, each, $"{here}[]", unknown);
                }
            }
        }
    }

    private static IEnumerable<(string Field, string Problem)> Trouble(JsonNode? value, JsonObject schema, string path)
    {
        if (Mistyped(value, schema.Text("type")))
        {
            var what = value?.GetValueKind() switch
            {
                JsonValueKind.String => "string",
                JsonValueKind.True or JsonValueKind.False => "boolean",
                JsonValueKind.Number =>
                    value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
                JsonValueKind.Array => "array",
                JsonValueKind.Object => "object",
                _ => "null",
            };
            yield return (path,
                $"Invalid value: \"{what}\": {path} in body must be of type {schema.Text("type")}: \"{what}\"");
            yield break;
        }

        switch (value)
        {
            case JsonObject map:
                foreach (var (field, problem) in Members(map, schema, path))
                {
                    yield return (field, problem);
                }

                break;
            case JsonArray list when schema.Map("items") is { } each:
                foreach (var trouble in list.SelectMany((one, i) => Trouble(one, each, $"{path}[{i}]")))
                {
                    yield return trouble;
                }

                break;
            case JsonValue scalar:
                if (Bound(scalar, schema, path) is { } beyond)
                {
                    yield return (path, beyond);
                }

                break;
        }
    }

    private static IEnumerable<(string Field, string Problem)> Members(JsonObject map, JsonObject schema, string path)
    {
        var missing = schema.At("required") is JsonArray required ? required.Select(one => one.Text())
            .Where(name => !map.Has(name)) : [];
        foreach (var name in missing)
        {
            yield return (path.Length == 0 ? name : $"{path}.{name}", "Required value");
        }

        foreach (var (key, value) in map)
        {
            if (schema.Map("properties", key) is { } known)
            {
                foreach (var trouble in Trouble(value, known, path.Length == 0 ? key : $"{path}.{key}"))
                {
                    yield return trouble;
                }
            }
        }
    }

    private static bool Mistyped(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("", _) or (_, null) => false,
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => false,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => false,
        ("integer", JsonValueKind.Number) => false,
        _ => true,
    };

    private static string? Bound(JsonValue value, JsonObject schema, string path)
    {
        if (schema.Has("minimum") && value.Real() < schema.Real("minimum"))
        {
            return $"Invalid value: {value.ToJsonString()}: {path} in body should be greater than or equal to {schema.Text("minimum")}";
        }

        if (schema.Has("maximum") && value.Real() > schema.Real("maximum"))
        {
            return $"Invalid value: {value.ToJsonString()}: {path} in body should be less than or equal to {schema.Text("maximum")}";
        }

        if (schema.Has("maxLength") && value.Text().Length > schema.Number("maxLength"))
        {
            return $"Too long: may not be more than {schema.Text("maxLength")} bytes";
        }

        return schema.At("enum") is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value))
            ? $"Unsupported value: {value.ToJsonString()}: supported values: {string.Join(", ", allowed.Select(one => one?.ToJsonString()))}"
            : null;
    }
}
