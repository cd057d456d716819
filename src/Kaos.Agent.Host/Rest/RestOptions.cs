using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Rest;

/// <summary>Section <c>Rest</c>.</summary>
internal sealed class RestOptions
{
    public const string Section = "Rest";

    /// <summary>Silence after which an event stream sends a comment, so that proxies keep it open.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
}

internal sealed class RestOptionsValidator : IValidateOptions<RestOptions>
{
    public ValidateOptionsResult Validate(string? name, RestOptions options) =>
        options.KeepAlive >= TimeSpan.FromMilliseconds(100) && options.KeepAlive <= TimeSpan.FromHours(1)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Rest:KeepAlive is {options.KeepAlive}; set it between 00:00:00.1 and 01:00:00.");
}
