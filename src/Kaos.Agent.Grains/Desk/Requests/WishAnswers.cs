using System.Globalization;
using System.Text.RegularExpressions;
using Kaos.Agent.Grains.Requests;
using Kaos.Contracts.Conversations;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// What is said in answer to the one question of a wish: "3", "by two", "the first", "the one in shop", "never mind".
/// Pure.
/// </summary>
internal static partial class WishAnswers
{
    private const int Patience = 200;

    private static readonly string[] Ordinals =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

    private static readonly string[] Drops = ["no", "nope", "none", "neither", "cancel", "cancel it", "stop", "abort",
        "none of them", "do nothing", "never mind", "nevermind", "forget it"];

    public static bool Drop(string text) =>
        Drops.Contains(text.Trim(' ', '.', '!').ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>
    /// The choice that is meant: by its place, or by a name, kind or namespace that no other has. Null: none, or more
    /// than one.
    /// </summary>
    public static OpenChoice? Pick(OpenWish open, string text)
    {
        var words = IntakeWords.Of(text);
        if (PlaceOf(words, open.Choices.Length) is { } place)
        {
            return open.Choices[place];
        }

        var fitting = open.Choices.Where(choice => Says(choice, words, open)).ToList();
        return fitting is [var only] ? only : null;
    }

    /// <summary>The wish with what the answer adds to it.</summary>
    public static Wish With(OpenWish open, OpenChoice chosen, string text)
    {
        var action = ChangeVerbs.ActionOf(open.Verb, chosen.Object.Kind) ?? open.Verb;
        return Of(open, text) with
        {
            Kind = chosen.Object.Kind,
            Namespace = chosen.Object.Namespace,
            Name = chosen.Object.Name,
            Cluster = chosen.Cluster.Length > 0 ? chosen.Cluster : open.Cluster,
            With = open.With.SetItems(WishParameters.Of(action, Sentence(text), out _)),
        };
    }

    /// <summary>A sentence read with the answer at its end, completed by what the wish knew.</summary>
    public static Wish Completed(OpenWish open, Wish read, string text) => Of(open, text) with
    {
        Kind = read.Name is null ? open.Kind ?? read.Kind : read.Kind,
        Namespace = read.Name is null ? open.Namespace ?? read.Namespace : read.Namespace,
        Name = read.Name ?? open.Name,
        Cluster = read.Name is null ? open.Cluster ?? read.Cluster : read.Cluster,
        With = open.With.SetItems(read.With),
    };

    /// <summary>A value alone says what it is set to.</summary>
    public static string Sentence(string text)
    {
        var said = text.Trim().TrimEnd('.', '!');
        return Value().IsMatch(said) ? $"to {said}" : text;
    }

    private static Wish Of(OpenWish open, string text) =>
        new("", open.Verb, open.Kind, open.Namespace, open.Name, open.Cluster, open.With, $"{open.Text} {text}");

    private static int? PlaceOf(List<string> words, int count)
    {
        foreach (var word in words)
        {
            var place = word == "last" ? count - 1 : Array.IndexOf(Ordinals, word);
            if (place < 0 && words.Count <= 2 &&
                int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                place = number - 1;
            }

            if (place >= 0 && place < count)
            {
                return place;
            }
        }

        return null;
    }

    // What all of them share tells none of them apart.
    private static bool Says(OpenChoice choice, List<string> words, OpenWish open) => new[]
    {
        choice.Object.Name, choice.Object.Namespace ?? "", choice.Object.Kind.ToLowerInvariant(), choice.Cluster,
    }.Where((part, at) => part.Length > 0 && open.Choices.Any(other => PartOf(other, at) != part))
        .Any(part => words.Contains(part.ToLowerInvariant()) || words.Any(word => word.Split('/')[^1] == part));

    private static string PartOf(OpenChoice choice, int at) => at switch
    {
        0 => choice.Object.Name,
        1 => choice.Object.Namespace ?? "",
        2 => choice.Object.Kind.ToLowerInvariant(),
        _ => choice.Cluster,
    };

    [GeneratedRegex(@"^(?:\S*\d\S*|zero|one|two|three|four|five|six|seven|eight|nine|ten)(?:\s+(?:replicas?|pods|instances|copies))?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Value();
}
