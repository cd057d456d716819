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

    /// <summary>Serve clients of protocol 0.3, too. Their card is not valid 1.0 by the letter, so it is off.</summary>
    public bool V03 { get; set; }

    /// <summary>
    /// Answer questions with a completed task, which is stored, instead of a message, which is not: for callers that
    /// know tasks only, or where every answer has to be on record.
    /// </summary>
    public bool AnswersAsTasks { get; set; }

    /// <summary>A PEM file with a P-256 key that signs the card; null: a key of the data folder, made at first
    /// use.</summary>
    public string? SigningKey { get; set; }

    public A2APushOptions Push { get; set; } = new();
}

/// <summary>Section <c>A2A:Push</c>: notifications to webhooks.</summary>
internal sealed class A2APushOptions
{
    /// <summary>Call private, loopback and link-local addresses, too, and without TLS: for receivers in the same
    /// network. Off, because whoever registers a webhook chooses where KAOS sends requests.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Longest wait for one answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause after the first failure; it doubles with each.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A receiver that fails for so long is not called any more.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(6);
}

internal sealed class A2AEdgeOptionsValidator : IValidateOptions<A2AEdgeOptions>
{
    public ValidateOptionsResult Validate(string? name, A2AEdgeOptions options)
    {
        List<string> wrong = [];
        if (options.PublicUrl is not null
            && !(Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")))
        {
            wrong.Add(
                $"A2A:PublicUrl is '{options.PublicUrl}'; write an absolute address such as https://kaos.example.com, or remove it.");
        }

        if (options.SigningKey is { } key && !File.Exists(key))
        {
            wrong.Add($"A2A:SigningKey is '{key}', which is no file; write the path of a PEM file with a P-256 key, or remove it.");
        }

        var push = options.Push;
        TimeSpan[] spans = [push.Timeout, push.FirstPause, push.LongestPause, push.GiveUpAfter];
        if (spans.Any(static span => span <= TimeSpan.Zero))
        {
            wrong.Add("A2A:Push:Timeout, FirstPause, LongestPause and GiveUpAfter must be longer than zero, such as 00:00:15.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
