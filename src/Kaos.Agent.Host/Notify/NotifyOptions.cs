using System.Collections.ObjectModel;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Notify;

/// <summary>Settings <c>Notify</c>: who is told, outside of conversations, what needs a person.</summary>
internal sealed class NotifyOptions
{
    public const string Section = "Notify";

    public Collection<ReceiverOptions> Receivers { get; } = [];

    /// <summary>Receivers on private and loopback addresses, and without TLS, too.</summary>
    public bool AllowPrivate { get; set; }

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A notice that fails for so long is passed over.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(6);
}

/// <summary>One webhook.</summary>
internal sealed class ReceiverOptions
{
    /// <summary>Under this name it is remembered how far it has been told; unique.</summary>
    public string Name { get; set; } = "";

    public string Url { get; set; } = "";

    /// <summary><c>kaos</c>, <c>slack</c> or <c>alertmanager</c>.</summary>
    public string Format { get; set; } = NoticeBody.Kaos;

    /// <summary>Key of the signature; null: not signed.</summary>
    public string? Secret { get; set; }

    /// <summary>Empty: every tenant.</summary>
    public Collection<string> Tenants { get; } = [];
}

/// <summary>Says at start which setting is wrong.</summary>
internal sealed class NotifyOptionsValidator : IValidateOptions<NotifyOptions>
{
    public ValidateOptionsResult Validate(string? name, NotifyOptions options)
    {
        List<string> wrong = [];
        foreach (var receiver in options.Receivers)
        {
            if (receiver.Name.Length == 0 || options.Receivers.Count(one => one.Name == receiver.Name) > 1)
            {
                wrong.Add($"Notify:Receivers: the name '{receiver.Name}' is empty or not the only one of its kind; give each its own.");
            }

            if (!Uri.TryCreate(receiver.Url, UriKind.Absolute, out _))
            {
                wrong.Add($"Notify:Receivers '{receiver.Name}': '{receiver.Url}' is no address; write one such as https://hooks.example.com/kaos.");
            }

            if (!NoticeBody.Formats.Contains(receiver.Format))
            {
                wrong.Add($"Notify:Receivers '{receiver.Name}': the format '{receiver.Format}' is not known; write one of {string.Join(", ", NoticeBody.Formats)}.");
            }
        }

        TimeSpan[] spans = [options.Timeout, options.FirstPause, options.LongestPause, options.GiveUpAfter];
        if (spans.Any(static span => span <= TimeSpan.Zero))
        {
            wrong.Add(
                "Notify:Timeout, FirstPause, LongestPause and GiveUpAfter must be longer than zero, such as 00:00:15.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
