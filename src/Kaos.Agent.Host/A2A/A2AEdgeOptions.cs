using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A;

/// <summary>Section <c>A2A</c>.</summary>
internal sealed class A2AEdgeOptions
{
    public const string Section = "A2A";

    /// <summary>Where clients reach KAOS, when that differs from where requests arrive; null: as the request
    /// came.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Serve a request that names no protocol version as 1.0: curl is a client, too.</summary>
    public bool AllowMissingVersion { get; set; } = true;
}

internal sealed class A2AEdgeOptionsValidator : IValidateOptions<A2AEdgeOptions>
{
    public ValidateOptionsResult Validate(string? name, A2AEdgeOptions options) =>
        options.PublicUrl is null
        || (Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https"))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"A2A:PublicUrl is '{options.PublicUrl}'; write an absolute address such as https://kaos.example.com, or remove it.");
}
