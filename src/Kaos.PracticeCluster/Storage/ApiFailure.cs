using System.Text.Json.Nodes;

namespace Kaos.PracticeCluster.Storage;

// An answer that is a Status body with status Failure, worded as the real server words it.
internal sealed class ApiFailure(int code, string reason, string message, JsonObject? details) : Exception(message)
{
    public int Code { get; } = code;

    public JsonObject Body() => StatusBody(Code, reason, Message, details);

    public static JsonObject StatusBody(int code, string reason, string message, JsonObject? details)
    {
        var body = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
        };
        if (details is not null)
        {
            body["details"] = details.DeepClone();
        }

        body["code"] = code;
        return body;
    }

    public static ApiFailure BadRequest(string message) => new(400, "BadRequest", message, null);

    public static ApiFailure NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiFailure NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.Qualified} \"{name}\" not found", Named(type, name));

    public static ApiFailure AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.Qualified} \"{name}\" already exists", Named(type, name));

    public static ApiFailure Conflict(ResourceType type, string name) =>
        new(409, "Conflict",
            $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": the object has been modified; "
            + "please apply your changes to the latest version and try again",
            Named(type, name));

    public static ApiFailure Precondition(ResourceType type, string name, string field, string given, string held) =>
        new(409, "Conflict",
            $"Operation cannot be fulfilled on {type.Kind} \"{name}\": the {field} in the precondition ({given}) does not "
            + $"match the {field} in record ({held}). The object might have been modified",
            new JsonObject { ["name"] = name, ["kind"] = type.Kind });

    public static ApiFailure Invalid(ResourceType type, string name, string field, string problem) =>
        Invalid(type, name, [(field, problem)]);

    public static ApiFailure Invalid(
        ResourceType type, string name, IReadOnlyList<(string Field, string Problem)> causes)
    {
        var details = new JsonObject { ["name"] = name };
        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Kind;
        details["causes"] = Json.Array(causes.Select(cause => new JsonObject
        {
            ["reason"] = Reason(cause.Problem),
            ["message"] = cause.Problem,
            ["field"] = cause.Field,
        }));
        var kind = type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";
        var all = string.Join(", ", causes.Select(cause => $"{cause.Field}: {cause.Problem}"));
        return new(422, "Invalid", $"{kind} \"{name}\" is invalid: {(causes.Count == 1 ? all : $"[{all}]")}", details);
    }

    private static string Reason(string problem) => problem switch
    {
        _ when problem.StartsWith("Required", StringComparison.Ordinal) => "FieldValueRequired",
        _ when problem.StartsWith("Too long", StringComparison.Ordinal) => "FieldValueTooLong",
        _ when problem.StartsWith("Unsupported", StringComparison.Ordinal) => "FieldValueNotSupported",
        _ when problem.Contains(" in body must be of type ", StringComparison.Ordinal) => "FieldValueTypeInvalid",
        _ => "FieldValueInvalid",
    };

    public static ApiFailure Forbidden(
        string user, string verb, ResourceType type, string ns, string? name, string subresource = "")
    {
        var target = name is { Length: > 0 } ? $"{type.Qualified} \"{name}\"" : type.Qualified;
        var scope = ns.Length == 0 ? "at the cluster scope" : $"in the namespace \"{ns}\"";
        var resource = subresource.Length > 0 ? $"{type.Plural}/{subresource}" : type.Plural;
        var details = new JsonObject();
        if (name is { Length: > 0 })
        {
            details["name"] = name;
        }

        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Plural;
        return new(403, "Forbidden",
            $"{target} is forbidden: User \"{user}\" cannot {verb} resource \"{resource}\" in API group "
            + $"\"{type.Group}\" {scope}", details);
    }

    public static ApiFailure Unauthorized() => new(401, "Unauthorized", "Unauthorized", null);

    public static ApiFailure UnsupportedMedia() =>
        new(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);

    public static ApiFailure UnsupportedPatch() =>
        new(415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
            + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml", []);

    public static ApiFailure MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiFailure ListTooOld() =>
        new(410, "Expired", "The resourceVersion for the provided list is too old.", null);

    public static ApiFailure Budget(string budget, long needs, long has) =>
        new(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "DisruptionBudget",
                ["message"] = $"The disruption budget {budget} needs {needs} healthy pods and has {has} currently",
            }),
        });

    public static ApiFailure Refused(ResourceType type, string name, string why) =>
        new(403, "Forbidden", $"{type.Qualified} \"{name}\" is forbidden: {why}", Named(type, name));

    private static JsonObject Named(ResourceType type, string name)
    {
        var details = new JsonObject { ["name"] = name };
        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Plural;
        return details;
    }
}
