using System.Collections.Immutable;
using Kaos.Agent.Grains.Desk.Requests;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Contracts.Conversations;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Conversations;

/// <summary>The answer to the one question, word by word.</summary>
public sealed class DiscoveryTests
{
    private static readonly OpenWish Open = new(
        "restart", null, null, null, "east", ImmutableSortedDictionary<string, string>.Empty, "restart checkout",
        [
            new("", new ObjectRef("Deployment", "shop", "checkout-web")),
            new("", new ObjectRef("Deployment", "shop", "checkout-api")),
            new("", new ObjectRef("StatefulSet", "bakery", "checkout-api")),
        ]);

    [Theory]
    [InlineData("the first", 0)]
    [InlineData("first one please", 0)]
    [InlineData("2", 1)]
    [InlineData("number 3", 2)]
    [InlineData("the last one", 2)]
    [InlineData("checkout-web", 0)]
    [InlineData("the one in bakery", 2)]
    [InlineData("the statefulset", 2)]
    public void Choice_ByItsPlaceOrByWhatIsItsOwn_IsPicked(string text, int place) =>
        WishAnswers.Pick(Open, text).ShouldBe(Open.Choices[place]);

    [Theory]
    [InlineData("the fourth")]
    [InlineData("checkout-api")]
    [InlineData("the one in shop")]
    [InlineData("hm")]
    public void Choice_ThatFitsNoneOrMoreThanOne_IsNotGuessed(string text) =>
        WishAnswers.Pick(Open, text).ShouldBeNull();

    [Theory]
    [InlineData("3", "3")]
    [InlineData("three", "3")]
    [InlineData("to 3 replicas", "3")]
    [InlineData("3 replicas.", "3")]
    [InlineData("by two", "+2")]
    [InlineData("two more", "+2")]
    [InlineData("one fewer", "-1")]
    [InlineData("down by 2", "-2")]
    [InlineData("150%", null)]
    public void Replicas_InAnAnswer_AreUnderstood(string answer, string? replicas) =>
        WishParameters.Of(ActionNames.Scale, $"scale till {WishAnswers.Sentence(answer)}", out _)
            .GetValueOrDefault("replicas").ShouldBe(replicas);

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("to v1.2.3")]
    [InlineData("shop/till:1.2.3")]
    public void Image_InAnAnswer_MayBeItsTagAlone(string answer) =>
        WishParameters.Of(ActionNames.SetImage, $"set the image of till {WishAnswers.Sentence(answer)}", out _)["image"]
            .ShouldEndWith("1.2.3");

    [Theory]
    [InlineData("+2", 3, 5)]
    [InlineData("-2", 3, 1)]
    [InlineData("-5", 3, 0)]
    [InlineData("200%", 3, 6)]
    [InlineData("+", 3, null)]
    [InlineData("+-2", 3, null)]
    public void Amount_RelativeToWhatThereIs_IsCounted(string text, long present, int? wanted) =>
        Amounts.Whole(text, present).ShouldBe(wanted);

    [Theory]
    [InlineData("never mind", true)]
    [InlineData("No.", true)]
    [InlineData("no, the second", false)]
    public void Drop_IsSaidAlone(string text, bool drops) => WishAnswers.Drop(text).ShouldBe(drops);
}
