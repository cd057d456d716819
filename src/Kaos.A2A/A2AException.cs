namespace Kaos.A2A;

/// <summary>
/// The one exception whose message a caller gets to see; every other becomes "Internal error". A handler throws it
/// before
/// the first item of a stream for a plain error reply, later for an error event that ends the stream.
/// </summary>
public sealed class A2AException : Exception
{
    public A2AException(string message, A2AErrorCode code)
        : base(message) => Code = code;

    public A2AException(string message, A2AErrorCode code, IReadOnlyList<FieldViolation> violations)
        : base(message)
    {
        Code = code;
        Violations = violations;
    }

    public A2AErrorCode Code { get; }

    /// <summary>Which fields of the request are wrong; empty when that is not the trouble.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; } = [];

    /// <summary>Further facts for the ErrorInfo detail; no secrets, no internal text.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>One wrong field of a request.</summary>
/// <param name="Field">Path in camelCase, such as <c>message.parts[0].text</c>.</param>
/// <param name="Description">What is wrong with it.</param>
public sealed record FieldViolation(string Field, string Description);
